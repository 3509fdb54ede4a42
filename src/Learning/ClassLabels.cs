using System.Text;

namespace Berlin.Learning;

/// <summary>The classes seen so far and their ids, in order of first appearance.</summary>
internal sealed class ClassLabels
{
    /// <summary>Longest label in UTF-8.</summary>
    public const int LongestLabelBytes = 1024;

    /// <summary>A string's own overhead, its place in the list, its entry and bucket in the dictionary.</summary>
    private const int BytesPerLabel = 64;

    private readonly List<string> _labels = [];

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    public int Count => _labels.Count;

    public string this[int classId] => _labels[classId];

    /// <summary>The id of a label, or -1.</summary>
    public int Find(string label) => _ids.GetValueOrDefault(label, -1);

    /// <summary>Bytes held, about: the labels, and what finds them.</summary>
    public long MemoryBytes { get; private set; }

    /// <summary>Makes a label that has the next id part of the classes; one that has an id already is left.</summary>
    public void AddAt(int classId, string label)
    {
        if (classId == Count)
        {
            Add(label);
        }
    }

    /// <summary>The id of a label, or the next id for a new one.</summary>
    /// <exception cref="ArgumentException">The string is unfit to be a label.</exception>
    /// <exception cref="InvalidOperationException">The label is new and there is no room for it.</exception>
    public int Place(string label, int max)
    {
        ArgumentNullException.ThrowIfNull(label);
        var classId = Find(label);
        if (classId >= 0)
        {
            return classId;
        }

        if (FaultOf(label) is { } fault)
        {
            throw new ArgumentException(fault, nameof(label));
        }

        return Count < max
            ? Count
            : throw new InvalidOperationException($"All {max} classes (max_classes) are taken; the target is a new one.");
    }

    /// <summary>The ids of a label that is there and of one that may be new.</summary>
    /// <exception cref="ArgumentException">The first is not there, the second is unfit, or they are the same.</exception>
    /// <exception cref="InvalidOperationException">The second is new and there is no room for it.</exception>
    public (int From, int To) PlaceBoth(string from, string to, int max)
    {
        ArgumentNullException.ThrowIfNull(from);
        var fromId = Find(from);
        var toId = Place(to, max);
        if (fromId < 0 || fromId == toId)
        {
            throw new ArgumentException(fromId < 0 ? "was never learned" : "is the target already", nameof(from));
        }

        return (fromId, toId);
    }

    public string[] ToArray() => [.. _labels];

    /// <summary>What makes a string unfit to be a label, or null.</summary>
    public static string? FaultOf(string label)
    {
        var bytes = Encoding.UTF8.GetByteCount(label);
        if (bytes is 0 or > LongestLabelBytes)
        {
            return $"has {bytes} bytes of UTF-8; it must have 1 to {LongestLabelBytes}";
        }

        for (var i = 0; i < label.Length; i++)
        {
            if (!char.IsSurrogate(label[i]))
            {
                continue;
            }

            if (i + 1 == label.Length || !char.IsSurrogatePair(label[i], label[i + 1]))
            {
                return "holds half of a surrogate pair";
            }

            i++;
        }

        return null;
    }

    public void Write(StateWriter writer)
    {
        writer.Varint((ulong)Count);
        foreach (var label in _labels)
        {
            writer.Text(label);
        }
    }

    public void Read(ref StateReader reader, int max)
    {
        var count = reader.Count(max, "number of classes");
        for (var i = 0; i < count; i++)
        {
            var label = reader.Text(LongestLabelBytes, "class label");
            if (label.Length == 0 || Find(label) >= 0)
            {
                throw new LearnerStateException($"The state's class {i} has no label of its own.");
            }

            Add(label);
        }
    }

    private void Add(string label)
    {
        _ids.Add(label, _labels.Count);
        _labels.Add(label);
        MemoryBytes += BytesPerLabel + (sizeof(char) * label.Length);
    }
}
