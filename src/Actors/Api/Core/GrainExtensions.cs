using Orleans.Runtime;

namespace Orleans;

/// <summary>Identity of grains and references.</summary>
public static class GrainExtensions
{
    /// <summary>Identity of the grain, given the grain itself or a reference.</summary>
    /// <param name="grain">A grain or a reference.</param>
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.GrainId,
        IGrainBase instance => instance.GrainContext.GrainId,
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference to one.", nameof(grain)),
    };

    /// <summary>Key of the grain, given the grain itself or a reference.</summary>
    /// <param name="grain">A grain or a reference.</param>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString()!;

    /// <summary>A reference to the same grain by another of its interfaces; for a grain, one that calls itself through its mailbox.</summary>
    /// <typeparam name="TGrainInterface">Interface that the grain's class implements.</typeparam>
    /// <param name="grain">A grain or a reference.</param>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference.To<TGrainInterface>(),
        IGrainBase instance => instance.GrainContext.GrainReference.To<TGrainInterface>(),
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw new ArgumentException($"{grain.GetType()} is neither a grain nor a reference to one.", nameof(grain)),
    };
}
