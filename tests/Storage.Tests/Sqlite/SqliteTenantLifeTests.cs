using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Sqlite;

public sealed class SqliteTenantLifeTests : TenantLifeConformance
{
    protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest());
}
