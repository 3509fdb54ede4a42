using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Berlin.Actors.Wire;

/// <summary>
/// Elements that lie beside each other: a block that holds how many there are, and the elements. Generated codecs compose them.
/// </summary>
public static class WireCollections
{
    private const int ObjectBytes = 24;

    /// <summary>Writes an array.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="elements">The array, or null.</param>
    /// <param name="write">Writes an element.</param>
    public static void WriteArray<T>(WireWriter writer, T[]? elements, WriteValue<T> write) => WriteSpan(writer, elements, elements is null, write);

    /// <summary>Reads an array, or null.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <param name="read">Reads an element.</param>
    public static T[]? ReadArray<T>(ref WireReader reader, ReadValue<T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (!reader.BeginBlock(ObjectBytes, out var outer))
        {
            return null;
        }

        var count = reader.Count<T>();
        var elements = count == 0 ? [] : new T[count];
        for (var index = 0; index < elements.Length; index++)
        {
            elements[index] = read(ref reader);
        }

        reader.EndBlock(outer);
        return elements;
    }

    /// <summary>Writes a list.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="elements">The list, or null.</param>
    /// <param name="write">Writes an element.</param>
#pragma warning disable CA1002 // The type is the caller's.
    public static void WriteList<T>(WireWriter writer, List<T>? elements, WriteValue<T> write) =>
        WriteSpan(writer, CollectionsMarshal.AsSpan(elements), elements is null, write);

    /// <summary>Reads a list, or null.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <param name="read">Reads an element.</param>
    public static List<T>? ReadList<T>(ref WireReader reader, ReadValue<T> read) => ReadArray(ref reader, read) is { } elements ? [.. elements] : null;
#pragma warning restore CA1002

    /// <summary>Writes an immutable array.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="elements">The array, or the default value.</param>
    /// <param name="write">Writes an element.</param>
    public static void WriteImmutableArray<T>(WireWriter writer, ImmutableArray<T> elements, WriteValue<T> write) =>
        WriteSpan(writer, elements.IsDefault ? default : elements.AsSpan(), elements.IsDefault, write);

    /// <summary>Reads an immutable array.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <param name="read">Reads an element.</param>
    public static ImmutableArray<T> ReadImmutableArray<T>(ref WireReader reader, ReadValue<T> read) =>
        ImmutableCollectionsMarshal.AsImmutableArray(ReadArray(ref reader, read));

    /// <summary>Writes an element that may be absent.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value, or null.</param>
    /// <param name="write">Writes it.</param>
    public static void WriteOptional<T>(WireWriter writer, T? value, WriteValue<T> write)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(write);
        writer.Varint(value is null ? 0UL : 1UL);
        if (value is { } present)
        {
            write(writer, present);
        }
    }

    /// <summary>Reads an element that may be absent.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <param name="read">Reads it.</param>
    public static T? ReadOptional<T>(ref WireReader reader, ReadValue<T> read)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(read);
        return reader.Varint(1) == 0 ? null : read(ref reader);
    }

    private static void WriteSpan<T>(WireWriter writer, ReadOnlySpan<T> elements, bool isNull, WriteValue<T> write)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(write);
        if (isNull)
        {
            writer.NullBlock();
            return;
        }

        var block = writer.BeginBlock();
        writer.Varint((ulong)elements.Length);
        foreach (var element in elements)
        {
            write(writer, element);
        }

        writer.EndBlock(block);
    }
}
