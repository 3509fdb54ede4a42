namespace Berlin.Storage.Tests.Artifacts;

public sealed class FileArtifactStoreConformanceTests : ArtifactStoreConformance
{
    private protected override ValueTask<IArtifactStoreUnderTest> OpenAsync() => new(new FileArtifactStoreUnderTest());
}
