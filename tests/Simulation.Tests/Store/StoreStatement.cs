using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Store;

/// <summary>How a statement meets row locks.</summary>
/// <param name="Row">The stream's row that it locks; null = it reads or inserts only.</param>
internal sealed record StoreStatement(StreamKey? Row)
{
    /// <summary>Takes no lock that others hold for long.</summary>
    public static StoreStatement Plain { get; } = new((StreamKey?)null);

    /// <summary>Ends the transaction; takes as long as the disk's flush.</summary>
    public static StoreStatement Commit { get; } = new((StreamKey?)null) { IsCommit = true };

    public bool IsCommit { get; private init; }

    /// <summary>How long it may wait for the lock.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After which it ends the sessions that block it; null = it does not.</summary>
    public TimeSpan? EndsBlockersAfter { get; init; }
}
