using Berlin.Storage.Artifacts;

namespace Berlin.Storage.KilledWriter;

/// <summary>Stores artifacts in a folder that other processes use at the same time, until it is killed, and tells each on standard output when it is stored or deleted.</summary>
public sealed class ArtifactWriting(string folder, int seed)
{
    private const int MaxSizeBytes = 300_000;

    /// <summary>Artifacts that every writer stores and none deletes.</summary>
    private const int SharedArtifacts = 4;

    private readonly Random _random = new(seed);

    public async Task RunAsync()
    {
        var store = FileArtifactStore.OpenShared(folder);
        var own = new Queue<ArtifactDigest>();
        for (var number = 0; ; number++)
        {
            var isShared = _random.Next(3) == 0;
            var content = isShared ? Content(_random.Next(SharedArtifacts)) : Content(_random.Next());
            await using (var upload = await store.ReceiveAsync(new MemoryStream(content), content.Length, CancellationToken.None))
            {
                await upload.StoreAsync(CancellationToken.None);
                Tell("stored", upload.Digest);
                if (!isShared)
                {
                    own.Enqueue(upload.Digest);
                }
            }

            if (own.Count > 5)
            {
                var digest = own.Dequeue();
                Tell("deleting", digest);
                await store.DeleteAsync(digest, CancellationToken.None);
            }
        }
    }

    private static byte[] Content(int number)
    {
        var random = new Random(number);
        var content = new byte[random.Next(MaxSizeBytes)];
        random.NextBytes(content);
        return content;
    }

    // Console.Out writes through at once.
    private static void Tell(string what, ArtifactDigest digest) => Console.Out.WriteLine($"{what} {digest}");
}
