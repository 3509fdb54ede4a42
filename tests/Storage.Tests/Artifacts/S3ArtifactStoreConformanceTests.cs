namespace Berlin.Storage.Tests.Artifacts;

public sealed class S3ArtifactStoreConformanceTests : ArtifactStoreConformance
{
    private protected override async ValueTask<IArtifactStoreUnderTest> OpenAsync()
    {
        var server = await S3Server.GetAsync();
        return new S3ArtifactStoreUnderTest(server, server.CreateBucket());
    }
}
