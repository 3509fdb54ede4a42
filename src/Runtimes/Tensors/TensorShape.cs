using System.Collections.Immutable;
using System.Globalization;

namespace Berlin.Runtimes.Tensors;

/// <summary>Lengths of dimensions.</summary>
public static class TensorShape
{
    /// <summary>Most dimensions: more than any model has, few enough for recursion.</summary>
    public const int MaxRank = 16;

    /// <summary>Most elements of one tensor: its bytes stay below 1 GiB, so that no length overflows.</summary>
    public const long MaxElements = 128L * 1024 * 1024;

    /// <summary>Elements of a tensor of this shape; null where a length is negative, or there are more than <see cref="MaxElements"/>.</summary>
    public static long? Count(ImmutableArray<long> shape)
    {
        // A dimension of length 0 makes the tensor empty, however long the others are.
        var count = 1L;
        var isEmpty = false;
        foreach (var length in shape)
        {
            if (length is < 0 or > MaxElements)
            {
                return null;
            }

            isEmpty |= length == 0;
            count = Math.Min(count * Math.Max(length, 1), MaxElements + 1);
        }

        return isEmpty ? 0 : count <= MaxElements ? count : null;
    }

    /// <summary>For texts: <c>[2, -1]</c>.</summary>
    public static string Show(ImmutableArray<long> shape) =>
        $"[{string.Join(", ", shape.Select(length => length.ToString(CultureInfo.InvariantCulture)))}]";
}
