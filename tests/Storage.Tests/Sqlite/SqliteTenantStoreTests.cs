using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Sqlite;

public sealed class SqliteTenantStoreTests : TenantStoreConformance
{
    protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest());
}
