namespace Berlin.Grains.Training;

/// <summary>A request that adds rows; those that wait together share one append.</summary>
internal abstract class WaitingAppend : WaitingWrite
{
    /// <summary>Ids whose stored observations the plan must know.</summary>
    public abstract IEnumerable<string> Ids { get; }

    /// <summary>Tells the caller what became of it; the rows are stored and learned.</summary>
    /// <param name="sequence">Sequence number of the last row of the stream.</param>
    public abstract void Complete(long sequence);
}
