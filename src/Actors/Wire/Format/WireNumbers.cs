using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Berlin.Actors.Wire;

/// <summary>Collections of numbers, which are written as one piece. Generated codecs call it.</summary>
public static class WireNumbers
{
    /// <summary>Writes an array.</summary>
    /// <typeparam name="T">Type of the numbers.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="numbers">The array, or null.</param>
    public static void WriteArray<T>(WireWriter writer, T[]? numbers)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Numbers<T>(numbers, numbers is null);
    }

    /// <summary>Writes a list.</summary>
    /// <typeparam name="T">Type of the numbers.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="numbers">The list, or null.</param>
#pragma warning disable CA1002 // The type is the caller's.
    public static void WriteList<T>(WireWriter writer, List<T>? numbers)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Numbers<T>(CollectionsMarshal.AsSpan(numbers), numbers is null);
    }

    /// <summary>Reads a list, or null.</summary>
    /// <typeparam name="T">Type of the numbers.</typeparam>
    /// <param name="reader">Where from.</param>
    public static List<T>? ReadList<T>(ref WireReader reader)
        where T : unmanaged => reader.Numbers<T>() is { } numbers ? [.. numbers] : null;
#pragma warning restore CA1002

    /// <summary>Writes an immutable array.</summary>
    /// <typeparam name="T">Type of the numbers.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="numbers">The array, or the default value.</param>
    public static void WriteImmutableArray<T>(WireWriter writer, ImmutableArray<T> numbers)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Numbers(numbers.IsDefault ? default : numbers.AsSpan(), numbers.IsDefault);
    }

    /// <summary>Reads an immutable array.</summary>
    /// <typeparam name="T">Type of the numbers.</typeparam>
    /// <param name="reader">Where from.</param>
    public static ImmutableArray<T> ReadImmutableArray<T>(ref WireReader reader)
        where T : unmanaged => ImmutableCollectionsMarshal.AsImmutableArray(reader.Numbers<T>());
}
