namespace Berlin.Learning;

/// <summary>Weights of (column, entity, class): what an entity adds to the weights of all rows.</summary>
/// <remarks>
/// A pair of column and entity is its 64-bit hash in an open-addressing table, and has a block of weights. A pair comes with its first
/// weight, so the bound on weights bounds all. A weight takes about 20 bytes on real rows, and 40 where each is alone in its pair.
/// </remarks>
internal sealed class EntityWeights(long max)
{
    /// <summary>The column that stands for the bias.</summary>
    public const int BiasColumn = -1;

    private readonly KeyTable _pairs = new(int.MaxValue);

    private readonly WeightStore _weights = new();

    public long Count => _weights.Count;

    public long MemoryBytes => _pairs.MemoryBytes + _weights.MemoryBytes;

    /// <summary>Adds what the weights of an entity in one column say of each class.</summary>
    public void AddTo(int column, ulong entity, double value, Span<double> scores)
    {
        var pair = _pairs.Find(Pair(column, entity));
        if (pair >= 0)
        {
            _weights.AddTo(pair, value, scores);
        }
    }

    /// <summary>Makes the step of an entity in one column; see <see cref="WeightStore.Step"/>.</summary>
    public void Step(int column, ulong entity, double value, ReadOnlySpan<ClassError> errors, GradientStep step)
    {
        var hash = Pair(column, entity);
        var pair = _pairs.Find(hash);
        if (pair < 0 && _weights.Count < max && HasLarge(errors))
        {
            pair = _pairs.FindOrAdd(hash);
        }

        if (pair >= 0)
        {
            _weights.Step(pair, value, errors, step, max);
        }
    }

    public void Write(StateWriter writer)
    {
        _pairs.Write(writer);
        _weights.Write(writer);
    }

    public void Read(ref StateReader reader, int classes)
    {
        _pairs.Read(ref reader);
        _weights.Read(ref reader, classes, _pairs.Count);
    }

    private static bool HasLarge(ReadOnlySpan<ClassError> errors)
    {
        foreach (var error in errors)
        {
            if (error.IsLarge)
            {
                return true;
            }
        }

        return false;
    }

    private static ulong Pair(int column, ulong entity) => StableHash.OfPair(entity, (uint)column);
}
