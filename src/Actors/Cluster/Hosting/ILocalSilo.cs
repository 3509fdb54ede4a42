namespace Berlin.Actors.Cluster.Hosting;

/// <summary>Where the silo of this process stands in its cluster. For any thread.</summary>
public enum LocalSiloState
{
    /// <summary>Has not joined yet, or not begun to own grains. Not ready.</summary>
    Starting,

    /// <summary>Takes part. Ready.</summary>
    Active,

    /// <summary>Hands its grains over, and still answers requests. Not ready.</summary>
    Leaving,

    /// <summary>Has left.</summary>
    Stopped,

    /// <summary>The cluster holds it for dead. Its process exits.</summary>
    Dead,
}

/// <summary>The silo of this process, for its host: readiness, and the end of a silo that was declared dead.</summary>
public interface ILocalSilo
{
    /// <summary>Name of the silo.</summary>
    string Name { get; }

    /// <summary>Which start of it this is; null before it has joined.</summary>
    long? Generation { get; }

    /// <summary>Where it stands.</summary>
    LocalSiloState State { get; }

    /// <summary>Whether its lease is renewed, so that it answers for the grains that it owns. False while the database is away for long.</summary>
    bool MayOwn { get; }

    /// <summary>Time since the renewal of its lease was sent that succeeded last; null before the first, and where the silo is dead.</summary>
    TimeSpan? LeaseAge { get; }

    /// <summary>
    /// Cancelled when the silo learns that the cluster holds it for dead: no grain takes a turn any more, and its process is to exit with code
    /// 70 within 2 seconds. Callbacks run on the thread that learned it, which no other work can hold up.
    /// </summary>
    CancellationToken Died { get; }
}
