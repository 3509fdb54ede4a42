namespace Berlin.Grains.Jobs;

/// <summary>An input that is being scored. Serves one caller at a time.</summary>
public interface IJobScoringRun : IAsyncDisposable
{
    /// <summary>The next rows; null after the last.</summary>
    /// <exception cref="BerlinException">Nothing can follow; transient where another run over the same input may succeed.</exception>
    ValueTask<ScoredRows?> NextAsync(CancellationToken cancellationToken);
}

/// <summary>Rows of a result.</summary>
/// <param name="Result">What is to be added to the result; valid until the next rows are asked for.</param>
/// <param name="InputOffset">Where in the input they end: a run that goes on from there begins with the row after them.</param>
/// <param name="Rows">How many they are; 0 for what stands before the first.</param>
/// <param name="RowsFailed">Those among them that have a fault.</param>
public readonly record struct ScoredRows(ReadOnlyMemory<byte> Result, long InputOffset, int Rows, int RowsFailed);
