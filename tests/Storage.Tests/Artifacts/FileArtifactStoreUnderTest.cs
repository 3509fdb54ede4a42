using Berlin.Storage.Artifacts;

namespace Berlin.Storage.Tests.Artifacts;

internal sealed class FileArtifactStoreUnderTest : IArtifactStoreUnderTest
{
    private readonly TemporaryFolder? _own;
    private readonly string _root;

    public FileArtifactStoreUnderTest()
    {
        _own = new TemporaryFolder();
        _root = _own["artifacts"];
        Store = FileArtifactStore.Open(_root);
    }

    private FileArtifactStoreUnderTest(string root)
    {
        _root = root;
        Store = FileArtifactStore.OpenShared(root);
    }

    public IArtifactStore Store { get; private set; }

    public int ManyArtifacts => 30;

    public IEnumerable<string> TemporaryFiles => Directory.EnumerateFiles(_root, ".*", SearchOption.AllDirectories);

    public ValueTask ReopenAsync()
    {
        Store = FileArtifactStore.Open(_root);
        return default;
    }

    public ValueTask<IArtifactStoreUnderTest> OpenOtherAsync() => new(new FileArtifactStoreUnderTest(_root));

    public string FileOf(ArtifactDigest digest) => Path.Combine(_root, $"{digest}"[..2], $"{digest}");

    // A file stands where the folder was: what a share that is away comes to.
    public ValueTask TakeAwayAsync()
    {
        Directory.Move(_root, _root + ".away");
        File.WriteAllText(_root, "");
        return default;
    }

    public ValueTask BringBackAsync()
    {
        File.Delete(_root);
        Directory.Move(_root + ".away", _root);
        return default;
    }

    public ValueTask SettleAsync(ArtifactDigest digest, long sizeBytes) => default;

    public ValueTask DisposeAsync()
    {
        _own?.Dispose();
        return default;
    }
}
