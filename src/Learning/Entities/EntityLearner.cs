using System.Buffers;

namespace Berlin.Learning;

/// <summary>Counts the rows of one entity, beside the <see cref="OnlineClassifier"/> that has learned the rows of all and predicts for it.</summary>
/// <remarks>
/// <para>Not thread-safe; it has one owner. A deterministic function of the entity's rows and corrections in their order.</para>
/// <para>
/// Keys are kept as 64-bit hashes, at most as many as the model may have columns; rows bring no new ones after that. An entity of tens
/// of rows takes a few kB. Learning costs O(bytes of the row + its columns).
/// </para>
/// </remarks>
public sealed class EntityLearner
{
    private const ushort StateVersion = 1;

    private readonly OnlineClassifierConfig _config;

    private readonly KeyTable _columns;

    private readonly RowCounts _counts = new();

    private readonly ClassLabels _labels = new();

    /// <summary>Classes, rows and occurrences as evidences share them; null when they have changed.</summary>
    private EntityEvidence? _totals;

    /// <summary>Makes a learner that has seen nothing.</summary>
    /// <param name="config">The model's config, without faults, in which entities are learned apart.</param>
    /// <exception cref="ArgumentException">The config has faults, or entities are not learned apart.</exception>
    public EntityLearner(OnlineClassifierConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.ThrowIfFaulty(nameof(config));
        if (!config.EntitiesApart)
        {
            throw new ArgumentException("entities are not learned apart in this model", nameof(config));
        }

        _config = config;
        _columns = new KeyTable(config.Columns.Max);
    }

    /// <summary>Observations learned.</summary>
    public long Observations => _counts.TotalRows;

    /// <summary>Classes seen.</summary>
    public int ClassCount => _labels.Count;

    /// <summary>Pairs of a key and a class that were counted.</summary>
    public long CellCount => _counts.Cells.Count;

    /// <summary>Bytes held by what was learned: keys, cells, classes. Room for growth included.</summary>
    public long MemoryBytes => _columns.MemoryBytes + _counts.MemoryBytes + _labels.MemoryBytes;

    private static ReadOnlySpan<byte> Magic => "BERLINEL"u8;

    /// <summary>Takes over a written state.</summary>
    /// <param name="config">The config it was written under, or one that <see cref="ConfigChange"/> finds nothing against.</param>
    /// <param name="state">What <see cref="Write"/> wrote.</param>
    /// <exception cref="ArgumentException">The config has faults, or entities are not learned apart.</exception>
    /// <exception cref="LearnerStateException">The bytes are damaged, or of another version or config; tells what differs.</exception>
    public static EntityLearner Read(OnlineClassifierConfig config, ReadOnlySpan<byte> state)
    {
        var learner = new EntityLearner(config);
        StateFormat.CheckStart(state, Magic, StateVersion, "entity learners");
        var reader = new StateReader(state);
        reader.Bytes(Magic.Length + sizeof(ushort), "start");
        ConfigFingerprint.Check(ref reader, config);
        learner._labels.Read(ref reader, config.MaxClasses);
        learner._columns.Read(ref reader);
        learner._counts.Read(ref reader, learner._labels.Count, learner._columns.Count);
        reader.End();
        return learner;
    }

    /// <summary>Writes the state; equal streams of rows give equal bytes. O(state).</summary>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new StateWriter(output);
        writer.Bytes(Magic);
        writer.UInt16(StateVersion);
        writer.Bytes(ConfigFingerprint.Of(_config));
        _labels.Write(writer);
        _columns.Write(writer);
        _counts.Write(writer);
        writer.End();
    }

    /// <summary>Learns that features belong to a target.</summary>
    /// <param name="features">Features that <see cref="OnlineClassifier.Check"/> finds nothing against.</param>
    /// <param name="target">The true class: 1 to 1,024 bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">Features or target cannot be taken; nothing changed.</exception>
    /// <exception cref="InvalidOperationException">The target is new and there are as many classes as the config allows; nothing changed.</exception>
    public void Learn(ReadOnlySpan<byte> features, string target)
    {
        var classId = _labels.Place(target, _config.MaxClasses);
        _counts.Add(Row(features, addColumns: true), classId);
        _labels.AddAt(classId, target);
        _totals = null;
    }

    /// <summary>Learns that a row that was learned for one target belongs to another: the same state as if it had been learned so at first, but for the order of classes.</summary>
    /// <param name="features">The features of the row.</param>
    /// <param name="from">The target it was learned for.</param>
    /// <param name="to">The target it belongs to.</param>
    /// <exception cref="ArgumentException">Features or a target cannot be taken, or both targets are the same; nothing changed.</exception>
    /// <exception cref="InvalidOperationException">No such row was learned for the target, or there is no room for a new one; nothing changed.</exception>
    public void Correct(ReadOnlySpan<byte> features, string from, string to)
    {
        var (fromId, toId) = _labels.PlaceBoth(from, to, _config.MaxClasses);
        var row = Row(features, addColumns: false);
        _counts.Remove(row, fromId);
        _counts.Add(row, toId);
        _labels.AddAt(toId, to);
        _totals = null;
    }

    /// <summary>What the entity has counted that bears on a row. O(bytes of the row + its counted cells).</summary>
    /// <param name="features">Features that <see cref="OnlineClassifier.Check"/> finds nothing against.</param>
    /// <exception cref="ArgumentException">The features cannot be taken.</exception>
    public EntityEvidence Evidence(ReadOnlySpan<byte> features)
    {
        var row = Row(features, addColumns: false);
        var size = 0;
        foreach (var column in row.Columns)
        {
            size += _counts.Cells[column].Classes.Length;
        }

        var (keys, classes, counts) = (new ulong[size], new int[size], new uint[size]);
        var filled = 0;
        foreach (var column in row.Columns)
        {
            var cells = _counts.Cells[column];
            for (var i = 0; i < cells.Classes.Length; i++)
            {
                keys[filled] = _columns[column];
                classes[filled] = cells.Classes[i];
                counts[filled++] = cells.Values[i];
            }
        }

        _totals ??= EntityEvidence.None with { Classes = _labels.ToArray(), Rows = _counts.Rows.ToArray(), Occurrences = _counts.Occurrences.ToArray() };
        return _totals with { CellKeys = keys, CellClasses = classes, CellCounts = counts };
    }

    private SparseRow Row(ReadOnlySpan<byte> features, bool addColumns) => RowScratch.Of(_config.Features).Read(features, _columns, addColumns);
}
