namespace Berlin.Actors.Cluster.Hosting;

/// <summary>The silos of a cluster as this process knows them. For any thread.</summary>
public interface ISiloDirectory
{
    /// <summary>The newest that is known; goes on being the last known one while the database is away. Read it once and decide by it.</summary>
    SiloDirectorySnapshot Current { get; }

    /// <summary>Runs after <see cref="Current"/> has changed, on a thread of the pool. Handlers must be quick and must not throw.</summary>
    event Action? Changed;
}
