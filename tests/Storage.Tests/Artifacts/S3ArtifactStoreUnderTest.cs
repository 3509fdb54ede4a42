using Berlin.Storage.Artifacts;

namespace Berlin.Storage.Tests.Artifacts;

internal sealed class S3ArtifactStoreUnderTest : IArtifactStoreUnderTest
{
    public const string Prefix = "tests/artifacts/";

    private static readonly TimeSpan SettleBound = TimeSpan.FromSeconds(20);

    private readonly S3Server _server;
    private readonly string _bucket;
    private readonly TemporaryFolder _spool = new();
    private S3ArtifactStore _store;

    public S3ArtifactStoreUnderTest(S3Server server, string bucket)
    {
        _server = server;
        _bucket = bucket;
        _store = Open();
    }

    public IArtifactStore Store => _store;

    public int ManyArtifacts => 12;

    public IEnumerable<string> TemporaryFiles => Directory.EnumerateFiles(_spool.Path, ".*", SearchOption.AllDirectories);

    public ValueTask ReopenAsync()
    {
        _store.Dispose();
        _store = Open();
        return default;
    }

    public ValueTask<IArtifactStoreUnderTest> OpenOtherAsync() => new(new S3ArtifactStoreUnderTest(_server, _bucket));

    public string FileOf(ArtifactDigest digest) => _server.FileOf(_bucket, $"{Prefix}{digest}");

    public ValueTask TakeAwayAsync()
    {
        Directory.Move(_server.FolderOf(_bucket), _server.FolderOf(_bucket) + ".away");
        return default;
    }

    public ValueTask BringBackAsync()
    {
        Directory.Move(_server.FolderOf(_bucket) + ".away", _server.FolderOf(_bucket));
        return default;
    }

    // s3rver answers before the last bytes have reached the file, and writes in place where two store at once.
    public async ValueTask SettleAsync(ArtifactDigest digest, long sizeBytes)
    {
        using var late = new CancellationTokenSource(SettleBound);
        var file = new FileInfo(FileOf(digest));
        while (!file.Exists || file.Length != sizeBytes)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), late.Token);
            file.Refresh();
        }
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        _spool.Dispose();
        return default;
    }

    private S3ArtifactStore Open() => S3ArtifactStore.Open(
        new S3ArtifactStoreOptions
        {
            Bucket = _bucket,
            Prefix = Prefix,
            SpoolFolder = _spool["spool"],
            Endpoint = _server.Endpoint,
            UsePathStyle = true,
            AccessKey = "S3RVER",
            SecretKey = "S3RVER",
            PartSizeBytes = 5 * 1_024 * 1_024,
            RequestTimeout = TimeSpan.FromSeconds(30),
        },
        TimeProvider.System);
}
