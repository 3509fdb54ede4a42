using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Postgres;

public sealed class PostgresVersionHistoryTests(ITestOutputHelper output) : VersionHistoryConformance(output)
{
    protected override ValueTask<IStorageUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync();
}
