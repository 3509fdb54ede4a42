using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Postgres;

public sealed class PostgresTenantStoreTests : TenantStoreConformance
{
    protected override ValueTask<IStorageUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync();
}
