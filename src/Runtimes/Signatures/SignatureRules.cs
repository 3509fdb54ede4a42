using System.Collections.Immutable;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Signatures;

/// <summary>What fits a signature.</summary>
public static class SignatureRules
{
    /// <summary>Why a tensor of this datatype and shape does not fit; null where it does.</summary>
    /// <returns>A clause: "has the shape [3]; [-1, 4] is expected".</returns>
    public static string? FindFault(TensorSpec spec, TensorType type, ImmutableArray<long> shape)
    {
        if (type != spec.Type)
        {
            return $"has the datatype {TensorTypes.NameOf(type)}; {TensorTypes.NameOf(spec.Type)} is expected";
        }

        if (TensorShape.Count(shape) is null)
        {
            return $"has the shape {TensorShape.Show(shape)}; a tensor has at most {TensorShape.MaxElements} elements";
        }

        return Fits(spec.Shape, shape) ? null : $"has the shape {TensorShape.Show(shape)}; {TensorShape.Show(spec.Shape)} is expected";
    }

    /// <summary>
    /// Why requests that fit <paramref name="before"/>, or readers of its answers, would break on <paramref name="after"/>; empty where
    /// they go on. Inputs may only come to allow more, and none may be added or go; outputs may be added, and those there stay as they are.
    /// </summary>
    /// <returns>Sentences, each of which names the input or output.</returns>
    public static IReadOnlyList<string> FindBreaks(Signature before, Signature after)
    {
        var breaks = new List<string>();
        foreach (var (was, now) in Pair(before.Inputs, after.Inputs))
        {
            AddBreak(breaks, "input", was, now, isRelaxed: now is not null && was is not null && Fits(now.Shape, was.Shape));
        }

        foreach (var (was, now) in Pair(before.Outputs, after.Outputs).Where(pair => pair.Before is not null))
        {
            AddBreak(breaks, "output", was, now, isRelaxed: now is not null && was is not null && Fits(was.Shape, now.Shape));
        }

        return breaks;
    }

    /// <summary>Whether each length is the expected one, or any is.</summary>
    private static bool Fits(ImmutableArray<long> expected, ImmutableArray<long> shape) =>
        expected.Length == shape.Length && expected.Zip(shape).All(pair => pair.First == TensorSpec.AnyLength || pair.First == pair.Second);

    private static void AddBreak(List<string> breaks, string kind, TensorSpec? was, TensorSpec? now, bool isRelaxed)
    {
        if (was is null)
        {
            breaks.Add($"The {kind} '{now!.Name}' is new; requests of today do not have it.");
        }
        else if (now is null)
        {
            breaks.Add($"The {kind} '{was.Name}' is gone.");
        }
        else if (was.Type != now.Type)
        {
            breaks.Add($"The {kind} '{was.Name}' changes from {TensorTypes.NameOf(was.Type)} to {TensorTypes.NameOf(now.Type)}.");
        }
        else if (!isRelaxed)
        {
            breaks.Add($"The {kind} '{was.Name}' changes from {TensorShape.Show(was.Shape)} to {TensorShape.Show(now.Shape)}.");
        }
    }

    private static IEnumerable<(TensorSpec? Before, TensorSpec? After)> Pair(ImmutableArray<TensorSpec> before, ImmutableArray<TensorSpec> after) =>
        before.Select(was => ((TensorSpec?)was, after.FirstOrDefault(now => now.Name == was.Name)))
            .Concat(after.Where(now => before.All(was => was.Name != now.Name)).Select(now => ((TensorSpec?)null, (TensorSpec?)now)));
}
