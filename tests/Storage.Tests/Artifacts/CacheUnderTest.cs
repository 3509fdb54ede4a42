using Berlin.Storage.Artifacts;
using Berlin.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.Tests.Artifacts;

/// <summary>A cache in a folder of its own, over a store that does as it is told.</summary>
internal sealed class CacheUnderTest : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private ArtifactCache? _cache;

    public CacheUnderTest(long maxBytes = 1_000_000) => Open(maxBytes);

    public ScriptedArtifactStore Store { get; } = new();

    public ArtifactCache Cache => _cache!;

    public TemporaryFolder Folder => _folder;

    public string Root => _folder["cache"];

    public ArtifactCacheStatistics Statistics => Cache.ReadStatistics();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Bytes of a size, different for each number.</summary>
    public static byte[] Content(int number, int size)
    {
        var content = new byte[size];
        new Random(number).NextBytes(content);
        return content;
    }

    public string PathOf(ArtifactDigest digest) => Path.Combine(Root, $"{digest}"[..2], $"{digest}");

    /// <summary>Files of artifacts, and those on their way.</summary>
    public string[] Files() =>
        [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Where(path => !Path.GetFileName(path).StartsWith("berlin.", StringComparison.Ordinal))];

    public void Open(long maxBytes) => _cache = ArtifactCache.Open(Root, maxBytes, Store, _time, NullLogger<ArtifactCache>.Instance);

    public async Task ReopenAsync(long maxBytes = 1_000_000)
    {
        await Cache.DisposeAsync();
        Open(maxBytes);
    }

    /// <summary>Opens an artifact and reads its file.</summary>
    public async Task<byte[]> ReadAsync(ArtifactDigest digest, int size)
    {
        await using var lease = await LeaseAsync(digest, size);
        return await File.ReadAllBytesAsync(lease.Path, Cancel);
    }

    public Task<IArtifactLease> LeaseAsync(ArtifactDigest digest, int size)
    {
        _time.Now += TimeSpan.FromSeconds(1);
        return Cache.OpenAsync(digest, size, Cancel);
    }

    /// <summary>Changes the file of an artifact, as nobody should.</summary>
    public void Damage(ArtifactDigest digest, Func<byte[], byte[]> damage)
    {
        var damaged = damage(File.ReadAllBytes(PathOf(digest)));
        File.Delete(PathOf(digest));
        File.WriteAllBytes(PathOf(digest), damaged);
    }

    public async ValueTask DisposeAsync()
    {
        await Cache.DisposeAsync();
        _folder.Dispose();
    }
}
