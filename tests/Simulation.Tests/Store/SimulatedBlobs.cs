using Berlin.Simulation.Tests.Planted;
using Berlin.Storage;
using Berlin.Storage.Blobs;

namespace Berlin.Simulation.Tests.Store;

/// <summary>The folder of blobs that all silos share, as one silo sees it: writes may fail or leave a torn blob.</summary>
internal sealed class SimulatedBlobs(StoreClient client, SortedDictionary<string, byte[]> folder, PlantedBug bug) : IBlobStore
{
    public Task PutAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var bytes = content.ToArray();
        var place = Place(name);
        var weather = client.Database.Weather;
        return client.Silo.RunAsync(async () =>
        {
            if (bug == PlantedBug.PointerBeforeUpload)
            {
                client.Silo.Post(TimeSpan.FromMilliseconds(200), _ => folder[place] = bytes);
                return true;
            }

            await client.DelayAsync(weather.Flush());
            if (weather.Draw(weather.BlobFaults))
            {
                if (weather.Below(3) == 0 && !folder.ContainsKey(place))
                {
                    folder[place] = bytes[..(bytes.Length / 2)];
                    weather.TornBlobs.Add(name);
                    return true;
                }

                throw new StoreUnavailableException($"Blob '{name}' could not be written.");
            }

            if (bug != PlantedBug.CheckpointOverwrittenInPlace && folder.TryGetValue(place, out var there) && !there.AsSpan().SequenceEqual(bytes))
            {
                throw new InvalidOperationException($"Blob '{name}' holds other bytes.");
            }

            folder[place] = bytes;
            return true;
        });
    }

    public Task<byte[]?> GetAsync(string name, CancellationToken cancellationToken) =>
        AfterTravelAsync(() => folder.GetValueOrDefault(Place(name)), cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        AfterTravelAsync(() => bug != PlantedBug.CheckpointOverwrittenInPlace && folder.Remove(name), cancellationToken);

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        AfterTravelAsync<IReadOnlyList<string>>(
            () => [.. folder.Keys.Where(name => bug != PlantedBug.CheckpointOverwrittenInPlace && name.StartsWith(prefix, StringComparison.Ordinal))], cancellationToken);

    private Task<T> AfterTravelAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return client.Silo.RunAsync(async () =>
        {
            await client.DelayAsync(client.Database.Weather.Travel());
            return work();
        });
    }

    private string Place(string name) =>
        bug == PlantedBug.CheckpointOverwrittenInPlace ? name[..(name.LastIndexOf('/') + 1)] + "latest" : name;
}
