using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Sqlite;

public sealed class SqliteAliasStoreTests : AliasStoreConformance
{
    protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest());
}
