namespace Berlin.Learning;

/// <summary>What reading a row needs beside the learner: an extractor and buffers. One per thread, so that thousands of entity learners hold none.</summary>
/// <remarks>Holds nothing of the rows that matters, so results do not depend on what a thread read before.</remarks>
internal sealed class RowScratch
{
    [ThreadStatic]
    private static RowScratch? t_last;

    private readonly IReadOnlyList<FeatureSpec> _features;

    private readonly FeatureExtractor _extractor;

    private readonly FeatureKeys _keys = new();

    private readonly RowBuffer _rows = new();

    private RowScratch(IReadOnlyList<FeatureSpec> features)
    {
        _features = features;
        _extractor = new FeatureExtractor(features);
    }

    /// <summary>The scratch of this thread for rows of these features; made anew when the last row had others.</summary>
    public static RowScratch Of(IReadOnlyList<FeatureSpec> features)
    {
        if (t_last is not { } last || !(ReferenceEquals(last._features, features) || last._features.SequenceEqual(features)))
        {
            t_last = last = new RowScratch(features);
        }

        return last;
    }

    /// <summary>The row of some features; valid until this thread reads the next.</summary>
    /// <param name="features">Features in JSON.</param>
    /// <param name="columns">Where their columns are.</param>
    /// <param name="addColumns">Whether keys without a column get one, as far as there is room.</param>
    /// <exception cref="ArgumentException">The features cannot be taken; no column was added.</exception>
    public SparseRow Read(ReadOnlySpan<byte> features, IColumnMap columns, bool addColumns)
    {
        if (_extractor.Extract(features, _keys) is { } fault)
        {
            throw new ArgumentException($"{fault.Field}: {fault.Message}", nameof(features));
        }

        return _rows.Resolve(_keys, columns, addColumns);
    }
}
