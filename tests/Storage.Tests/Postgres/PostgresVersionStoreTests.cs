using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Postgres;

public sealed class PostgresVersionStoreTests : VersionStoreConformance
{
    protected override ValueTask<IStorageUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync();
}
