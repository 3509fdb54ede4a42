using System.Collections.Concurrent;
using Berlin.Storage.Artifacts;

namespace Berlin.Storage.Tests.Artifacts;

/// <summary>A store in memory that holds what a test put there, under whichever digest, and fails or waits when it is told to.</summary>
internal sealed class ScriptedArtifactStore : IArtifactStore
{
    private readonly ConcurrentDictionary<ArtifactDigest, Func<Stream>> _artifacts = new();
    private int _opens;

    /// <summary>Called by each <see cref="OpenAsync"/> before it answers.</summary>
    public Func<ArtifactDigest, CancellationToken, Task> OnOpen { get; set; } = (_, _) => Task.CompletedTask;

    public bool IsAway { get; set; }

    public int Opens => _opens;

    public ArtifactDigest Put(byte[] content)
    {
        var digest = ArtifactDigest.Of(content);
        Put(digest, () => new MemoryStream(content));
        return digest;
    }

    public void Put(ArtifactDigest digest, Func<Stream> content) => _artifacts[digest] = content;

    public async Task<Stream?> OpenAsync(ArtifactDigest digest, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _opens);
        await OnOpen(digest, cancellationToken);
        return IsAway
            ? throw new StoreUnavailableException("planned")
            : _artifacts.TryGetValue(digest, out var content) ? content() : null;
    }

    public Task<IArtifactUpload> ReceiveAsync(Stream content, long maxBytes, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(ArtifactDigest digest, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<StoredArtifact> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
}
