using Berlin.Actors.CodeGeneration;

namespace Berlin.Actors.Calls;

/// <summary>Where a call stands in its follower's list. Guarded by the lock of that list.</summary>
internal struct CallLinks
{
    public Invocation? Previous;
    public Invocation? Next;
    public int Shard;
    public bool IsFollowed;

    /// <summary>Timestamp after which the caller no longer waits.</summary>
    public long Deadline;
}
