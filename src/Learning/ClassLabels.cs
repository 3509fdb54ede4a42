using System.Text;

namespace Berlin.Learning;

/// <summary>The classes seen so far and their ids, in order of first appearance.</summary>
internal sealed class ClassLabels
{
    /// <summary>Longest label in UTF-8.</summary>
    public const int LongestLabelBytes = 1024;

    private readonly List<string> _labels = [];

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    public int Count => _labels.Count;

    public string this[int classId] => _labels[classId];

    /// <summary>The id of a label, or -1.</summary>
    public int Find(string label) => _ids.GetValueOrDefault(label, -1);

    public void Add(string label)
    {
        _ids.Add(label, _labels.Count);
        _labels.Add(label);
    }

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
            if (label.Length == 0 || !_ids.TryAdd(label, i))
            {
                throw new LearnerStateException($"The state's class {i} has no label of its own.");
            }

            _labels.Add(label);
        }
    }
}
