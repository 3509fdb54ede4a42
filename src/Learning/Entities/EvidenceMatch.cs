namespace Berlin.Learning;

/// <summary>Brings evidence into the numbers of the learner that mixes it with its own; reused from row to row.</summary>
internal sealed class EvidenceMatch
{
    private ulong[] _hashes = [];

    /// <summary>The key that each of <see cref="_hashes"/> belongs to.</summary>
    private int[] _keys = [];

    private int[] _classes = [];

    private EntityCell[] _cells = [];

    private ClassLabels _labels = new();

    private string[] _entityLabels = [];

    public EvidenceMatch() => LabelOf = FindLabel;

    /// <summary>Classes of the learner and those that only the entity of the last match has.</summary>
    public int ClassCount { get; private set; }

    /// <summary>The label of each of them.</summary>
    public Func<int, string> LabelOf { get; }

    /// <summary>Looks the evidence's classes and cells up; O(keys log keys + cells + classes).</summary>
    /// <param name="evidence">What the entity counted.</param>
    /// <param name="keys">The keys of the row.</param>
    /// <param name="columns">Where the learner has its columns.</param>
    /// <param name="prior">The learner.</param>
    /// <param name="labels">The learner's classes.</param>
    /// <returns>The counts; valid until the next call.</returns>
    public EntityCounts Match(EntityEvidence evidence, FeatureKeys keys, IColumnMap columns, IEntityPrior prior, ClassLabels labels)
    {
        SortKeys(keys);
        var own = 0L;
        var cells = 0;
        var (column, inRow) = (-1, 0);
        EnsureLength(ref _cells, evidence.CellKeys.Length);
        for (var i = 0; i < evidence.CellKeys.Length; i++)
        {
            var hash = evidence.CellKeys[i];
            if (i == 0 || evidence.CellKeys[i - 1] != hash)
            {
                inRow = OccurrencesOf(hash, keys.Count, out var key);
                column = inRow == 0 ? -1 : columns.Find(keys[key], hash);
                column = column >= 0 && prior.HasCounted(column) ? column : -1;
                own += column < 0 ? inRow : 0;
            }

            if (inRow > 0)
            {
                _cells[cells++] = new EntityCell(column, inRow, evidence.CellClasses[i], evidence.CellCounts[i]);
            }
        }

        return new EntityCounts
        {
            Classes = MatchClasses(evidence, labels),
            Rows = evidence.Rows,
            Occurrences = evidence.Occurrences,
            Cells = _cells.AsSpan(0, cells),
            OwnOccurrences = own,
        };
    }

    private string FindLabel(int classId) =>
        classId < _labels.Count ? _labels[classId] : _entityLabels[_classes.AsSpan(0, _entityLabels.Length).IndexOf(classId)];

    private ReadOnlySpan<int> MatchClasses(EntityEvidence evidence, ClassLabels labels)
    {
        EnsureLength(ref _classes, evidence.Classes.Length);
        _labels = labels;
        _entityLabels = evidence.Classes;
        ClassCount = labels.Count;
        for (var i = 0; i < evidence.Classes.Length; i++)
        {
            var classId = labels.Find(evidence.Classes[i]);
            _classes[i] = classId < 0 ? ClassCount++ : classId;
        }

        return _classes.AsSpan(0, evidence.Classes.Length);
    }

    private void SortKeys(FeatureKeys keys)
    {
        EnsureLength(ref _hashes, keys.Count);
        EnsureLength(ref _keys, keys.Count);
        for (var i = 0; i < keys.Count; i++)
        {
            _hashes[i] = keys.HashOf(i);
            _keys[i] = i;
        }

        _hashes.AsSpan(0, keys.Count).Sort(_keys.AsSpan(0, keys.Count));
    }

    /// <summary>How often a key occurs in the row, 0 for one that the row does not have.</summary>
    private int OccurrencesOf(ulong hash, int keys, out int key)
    {
        var hashes = _hashes.AsSpan(0, keys);
        var found = hashes.BinarySearch(hash);
        key = -1;
        if (found < 0)
        {
            return 0;
        }

        key = _keys[found];
        var (first, last) = (found, found);
        while (first > 0 && hashes[first - 1] == hash)
        {
            first--;
        }

        while (last + 1 < keys && hashes[last + 1] == hash)
        {
            last++;
        }

        return last - first + 1;
    }

    private static void EnsureLength<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, array.Length * 2)];
        }
    }
}
