namespace Berlin.Grains.Training;

/// <summary>A request that waits in a trainer for its turn to write.</summary>
internal abstract class WaitingWrite
{
    /// <summary>Rows that it may add to the stream; what waits is bounded by their sum.</summary>
    public abstract int RowCount { get; }

    /// <summary>Tells the caller that nothing came of it, or that nobody knows.</summary>
    public abstract void Fail(Exception exception);
}
