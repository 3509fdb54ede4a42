using Berlin.Actors.Manifest;
using Orleans.Runtime;
using Orleans.Storage;

namespace Berlin.Actors.State;

/// <summary>A store in memory with versions, for tests. It keeps copies, as a store on disk would.</summary>
internal sealed class MemoryStore(GrainManifest manifest) : IGrainStorage
{
    private readonly Lock _gate = new();

    // Unbounded: it holds what a test writes.
    private readonly Dictionary<(string StateName, GrainId GrainId), (object? State, long Version)> _records = [];
    private long _version;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            var exists = _records.TryGetValue((stateName, grainId), out var record);
            grainState.State = exists ? manifest.Copy((T)record.State!) : default;
            grainState.ETag = exists ? Etag(record.Version) : null;
            grainState.RecordExists = exists;
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            ThrowIfChanged(stateName, grainId, grainState.ETag);
            _records[(stateName, grainId)] = (manifest.Copy(grainState.State!), ++_version);
            grainState.ETag = Etag(_version);
            grainState.RecordExists = true;
        }

        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (_gate)
        {
            ThrowIfChanged(stateName, grainId, grainState.ETag);
            _records.Remove((stateName, grainId));
            grainState.State = default;
            grainState.ETag = null;
            grainState.RecordExists = false;
        }

        return Task.CompletedTask;
    }

    private static string Etag(long version) => version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void ThrowIfChanged(string stateName, GrainId grainId, string? seen)
    {
        var stored = _records.TryGetValue((stateName, grainId), out var record) ? Etag(record.Version) : null;
        if (stored != seen)
        {
            throw new InconsistentStateException($"State '{stateName}' of {grainId} has version {stored ?? "none"}, not {seen ?? "none"}.", stored, seen);
        }
    }
}
