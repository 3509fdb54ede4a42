using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Postgres;

public sealed class PostgresArtifactRowsTests : ArtifactRowsConformance
{
    protected override ValueTask<IStorageUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync();
}
