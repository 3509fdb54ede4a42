using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Sqlite;

public sealed class SqliteVersionHistoryTests(ITestOutputHelper output) : VersionHistoryConformance(output)
{
    protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest());
}
