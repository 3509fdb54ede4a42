namespace Berlin.Storage.Streams;

/// <summary>Which observations a removal takes. A closed set: the nested records are all there are.</summary>
public abstract record RemovalSelection
{
    private RemovalSelection()
    {
    }

    /// <summary>One observation. O(log rows).</summary>
    /// <param name="Id">Its id.</param>
    public sealed record OfId(string Id) : RemovalSelection;

    /// <summary>All that is about one subject. O(rows removed).</summary>
    /// <param name="Subject">The subject.</param>
    public sealed record OfSubject(string Subject) : RemovalSelection;

    /// <summary>All that one entity's own model learned. O(rows removed).</summary>
    /// <param name="Entity">The entity.</param>
    public sealed record OfEntity(string Entity) : RemovalSelection;

    /// <summary>The oldest rows of the stream. O(rows removed).</summary>
    /// <param name="Sequence">Observations up to this sequence number, included. Their corrections go too, whatever their number is.</param>
    public sealed record UpTo(long Sequence) : RemovalSelection;

    /// <summary>What happened before a time. O(rows of the stream).</summary>
    /// <param name="At">The first time that is kept; rounded down to the microsecond, as the times of rows are.</param>
    public sealed record Before(DateTimeOffset At) : RemovalSelection;
}
