using Berlin.Storage.Jobs;

namespace Berlin.Simulation.Tests.Store;

/// <summary>Files of jobs, of which a simulation has none: removals ask for them all the same.</summary>
internal sealed class NoJobFiles : IJobFiles
{
    public Task<long> WriteInputAsync(string id, Stream input, long maxBytes, CancellationToken cancellationToken) => throw NotSimulated();

    public Task<Stream?> OpenInputAsync(string id, long offset, CancellationToken cancellationToken) => throw NotSimulated();

    public Task<long> WriteResultAsync(string id, long epoch, long offset, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw NotSimulated();

    public Task<Stream?> OpenResultAsync(string id, CancellationToken cancellationToken) => throw NotSimulated();

    public Task DeleteAsync(string id, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<string>> ListAsync(TimeSpan unchangedFor, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    private static NotSupportedException NotSimulated() => new("Jobs are not simulated.");
}
