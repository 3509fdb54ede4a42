using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Postgres;

public sealed class PostgresAliasStoreTests : AliasStoreConformance
{
    protected override ValueTask<IStorageUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync();
}
