using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Sqlite;

public sealed class SqliteNodeGenerationsTests : NodeGenerationsConformance
{
    protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest());
}
