using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>The suite where each call goes to another process's storage than the one before.</summary>
public sealed class PostgresAliasStoreOfThreeSilosTests : AliasStoreConformance
{
    protected override ValueTask<IStorageUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync(silos: 3);
}
