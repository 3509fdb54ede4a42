using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Berlin.Actors.Wire;

/// <summary>Sets, dictionaries and immutable lists: a block that holds how keys are compared, how many there are, and the entries.</summary>
public static class WireKeyed
{
    /// <summary>Memory of an entry beside the key and the value: its share of buckets, or the node of a tree.</summary>
    private const int EntryBytes = 48;

    /// <summary>Writes a set.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="set">The set, or null.</param>
    /// <param name="write">Writes an element.</param>
    public static void WriteSet<T>(WireWriter writer, HashSet<T>? set, WriteValue<T> write) =>
        WriteElements(writer, set, set is null ? 0 : KeyComparison.CodeOf(set.Comparer), write);

    /// <summary>Reads a set, or null.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <param name="read">Reads an element.</param>
    public static HashSet<T>? ReadSet<T>(ref WireReader reader, ReadValue<T> read)
    {
        if (!Begin<T>(ref reader, 0, out var outer, out var comparer, out var count))
        {
            return null;
        }

        ArgumentNullException.ThrowIfNull(read);
        var set = new HashSet<T>(count, comparer);
        for (var index = 0; index < count; index++)
        {
            if (!set.Add(read(ref reader)))
            {
                throw WireReader.Damaged("a set holds an element twice");
            }
        }

        reader.EndBlock(outer);
        return set;
    }

    /// <summary>Writes a dictionary.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="dictionary">The dictionary, or null.</param>
    /// <param name="writeKey">Writes a key.</param>
    /// <param name="writeValue">Writes a value.</param>
    public static void WriteDictionary<TKey, TValue>(
        WireWriter writer, Dictionary<TKey, TValue>? dictionary, WriteValue<TKey> writeKey, WriteValue<TValue> writeValue)
        where TKey : notnull =>
        WriteEntries(writer, dictionary, dictionary is null ? 0 : KeyComparison.CodeOf(dictionary.Comparer), writeKey, writeValue);

    /// <summary>Reads a dictionary, or null.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <param name="readKey">Reads a key.</param>
    /// <param name="readValue">Reads a value.</param>
    public static Dictionary<TKey, TValue>? ReadDictionary<TKey, TValue>(ref WireReader reader, ReadValue<TKey> readKey, ReadValue<TValue> readValue)
        where TKey : notnull
    {
        if (!Begin<TKey>(ref reader, Unsafe.SizeOf<TValue>(), out var outer, out var comparer, out var count))
        {
            return null;
        }

        ArgumentNullException.ThrowIfNull(readKey);
        ArgumentNullException.ThrowIfNull(readValue);
        var dictionary = new Dictionary<TKey, TValue>(count, comparer);
        for (var index = 0; index < count; index++)
        {
            if (readKey(ref reader) is not { } key || !dictionary.TryAdd(key, readValue(ref reader)))
            {
                throw WireReader.Damaged("a dictionary holds a key twice, or null");
            }
        }

        reader.EndBlock(outer);
        return dictionary;
    }

    /// <summary>Writes an immutable list.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="list">The list, or null.</param>
    /// <param name="write">Writes an element.</param>
    public static void WriteImmutableList<T>(WireWriter writer, ImmutableList<T>? list, WriteValue<T> write) =>
        WireCollections.WriteArray(writer, list is null ? null : [.. list], write);

    /// <summary>Reads an immutable list, or null.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <param name="read">Reads an element.</param>
    public static ImmutableList<T>? ReadImmutableList<T>(ref WireReader reader, ReadValue<T> read) =>
        WireCollections.ReadArray(ref reader, read) is { } elements ? [.. elements] : null;

    /// <summary>Writes an immutable set.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="set">The set, or null.</param>
    /// <param name="write">Writes an element.</param>
    public static void WriteImmutableHashSet<T>(WireWriter writer, ImmutableHashSet<T>? set, WriteValue<T> write) =>
        WriteElements(writer, set, set is null ? 0 : KeyComparison.CodeOf(set.KeyComparer), write);

    /// <summary>Reads an immutable set, or null.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <param name="read">Reads an element.</param>
    public static ImmutableHashSet<T>? ReadImmutableHashSet<T>(ref WireReader reader, ReadValue<T> read) =>
        ReadSet(ref reader, read) is { } set ? set.ToImmutableHashSet(set.Comparer) : null;

    /// <summary>Writes an immutable sorted set, which must be of the default order.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="set">The set, or null.</param>
    /// <param name="write">Writes an element.</param>
    public static void WriteImmutableSortedSet<T>(WireWriter writer, ImmutableSortedSet<T>? set, WriteValue<T> write)
    {
        if (set is not null)
        {
            KeyComparison.MustBeDefault(set.KeyComparer);
        }

        WriteElements(writer, set, 0, write);
    }

    /// <summary>Reads an immutable sorted set, or null.</summary>
    /// <typeparam name="T">Type of the elements.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <param name="read">Reads an element.</param>
    public static ImmutableSortedSet<T>? ReadImmutableSortedSet<T>(ref WireReader reader, ReadValue<T> read) =>
        ReadSet(ref reader, read) is { } set ? [.. set] : null;

    /// <summary>Writes an immutable dictionary.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="dictionary">The dictionary, or null.</param>
    /// <param name="writeKey">Writes a key.</param>
    /// <param name="writeValue">Writes a value.</param>
    public static void WriteImmutableDictionary<TKey, TValue>(
        WireWriter writer, ImmutableDictionary<TKey, TValue>? dictionary, WriteValue<TKey> writeKey, WriteValue<TValue> writeValue)
        where TKey : notnull =>
        WriteEntries(writer, dictionary, dictionary is null ? 0 : KeyComparison.CodeOf(dictionary.KeyComparer), writeKey, writeValue);

    /// <summary>Reads an immutable dictionary, or null.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <param name="readKey">Reads a key.</param>
    /// <param name="readValue">Reads a value.</param>
    public static ImmutableDictionary<TKey, TValue>? ReadImmutableDictionary<TKey, TValue>(
        ref WireReader reader, ReadValue<TKey> readKey, ReadValue<TValue> readValue)
        where TKey : notnull =>
        ReadDictionary(ref reader, readKey, readValue) is { } entries ? entries.ToImmutableDictionary(entries.Comparer) : null;

    /// <summary>Writes an immutable sorted dictionary, which must be of the default order.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="writer">Where to.</param>
    /// <param name="dictionary">The dictionary, or null.</param>
    /// <param name="writeKey">Writes a key.</param>
    /// <param name="writeValue">Writes a value.</param>
    public static void WriteImmutableSortedDictionary<TKey, TValue>(
        WireWriter writer, ImmutableSortedDictionary<TKey, TValue>? dictionary, WriteValue<TKey> writeKey, WriteValue<TValue> writeValue)
        where TKey : notnull
    {
        if (dictionary is not null)
        {
            KeyComparison.MustBeDefault(dictionary.KeyComparer);
        }

        WriteEntries(writer, dictionary, 0, writeKey, writeValue);
    }

    /// <summary>Reads an immutable sorted dictionary, or null.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="reader">Where from.</param>
    /// <param name="readKey">Reads a key.</param>
    /// <param name="readValue">Reads a value.</param>
    public static ImmutableSortedDictionary<TKey, TValue>? ReadImmutableSortedDictionary<TKey, TValue>(
        ref WireReader reader, ReadValue<TKey> readKey, ReadValue<TValue> readValue)
        where TKey : notnull =>
        ReadDictionary(ref reader, readKey, readValue)?.ToImmutableSortedDictionary();

    private static void WriteElements<T>(WireWriter writer, IReadOnlyCollection<T>? elements, ulong comparison, WriteValue<T> write)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(write);
        if (elements is null)
        {
            writer.NullBlock();
            return;
        }

        var block = writer.BeginBlock();
        writer.Varint(comparison);
        writer.Varint((ulong)elements.Count);
        foreach (var element in elements)
        {
            write(writer, element);
        }

        writer.EndBlock(block);
    }

    private static void WriteEntries<TKey, TValue>(
        WireWriter writer, IReadOnlyDictionary<TKey, TValue>? entries, ulong comparison, WriteValue<TKey> writeKey, WriteValue<TValue> writeValue)
    {
        ArgumentNullException.ThrowIfNull(writeKey);
        ArgumentNullException.ThrowIfNull(writeValue);
        WriteElements(writer, entries, comparison, (target, entry) =>
        {
            writeKey(target, entry.Key);
            writeValue(target, entry.Value);
        });
    }

    private static bool Begin<TKey>(ref WireReader reader, int valueBytes, out int outer, out IEqualityComparer<TKey>? comparer, out int count)
    {
        comparer = null;
        count = 0;
        if (!reader.BeginBlock(EntryBytes, out outer))
        {
            return false;
        }

        comparer = KeyComparison.Of<TKey>(reader.Varint());
        count = reader.Count(Unsafe.SizeOf<TKey>() + valueBytes + EntryBytes);
        return true;
    }
}
