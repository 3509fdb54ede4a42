namespace Berlin.Storage.Tests.Postgres;

/// <summary>The rows of deleted streams go, a few at a time, whichever silos are there to clear them.</summary>
public sealed class PostgresStreamWasteTests : IAsyncLifetime
{
    private const string Fill = """
        INSERT INTO stream_waste (stream_id) SELECT stream FROM generate_series(101, 105) AS stream;
        INSERT INTO observation (stream_id, sequence, at, id, content_digest, target, features)
        SELECT stream, sequence, 0, sequence::text::bytea, '', '', '' FROM generate_series(101, 106) AS stream, generate_series(1, 1200) AS sequence;
        INSERT INTO entity_state (stream_id, entity, generation, sequence, sha256, bytes)
        SELECT stream, entity::text::bytea, 1, 1, sha256(''), '' FROM generate_series(101, 106) AS stream, generate_series(1, 700) AS entity
        """;

    private const string Left = """
        SELECT (SELECT count(*) FROM stream_waste) || ' ' || (SELECT string_agg(DISTINCT stream_id::text, ',') FROM observation)
            || ' ' || (SELECT count(*) FROM observation) || ' ' || (SELECT count(*) FROM entity_state)
        """;

    private PostgresUnderTest _storage = null!;

    public async ValueTask InitializeAsync()
    {
        _storage = await PostgresUnderTest.OpenWholeAsync();
        await _storage.Whole.Clearing;
        await PostgresForTests.QueryAsync(_storage.ConnectionString, Fill);
    }

    public ValueTask DisposeAsync() => _storage?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Open_WasteIsLeft_ClearsItAndNothingElse()
    {
        await _storage.ReopenAsync();
        await _storage.Whole.Clearing;

        await AssertClearedAsync();
    }

    [Fact]
    public async Task Open_BySeveralAtOnce_TheyClearItTogether()
    {
        var silos = await Task.WhenAll(Enumerable.Range(1, 4).Select(silo => _storage.OpenAnotherAsync($"silo-{silo}")));
        await Task.WhenAll(silos.Select(silo => silo.Clearing));

        await AssertClearedAsync();
        foreach (var silo in silos)
        {
            await silo.DisposeAsync();
        }
    }

    [Fact]
    public async Task Clear_StreamThatAnotherSiloClears_IsPassedOver()
    {
        var held = new TaskCompletionSource();
        var isLocked = new TaskCompletionSource();
        var other = _storage.Whole.Database.WriteAsync(
            async session =>
            {
                await session.Query("SELECT 1 FROM stream_waste WHERE stream_id = 101 FOR UPDATE").AnyAsync();
                isLocked.SetResult();
                await held.Task;
                return true;
            },
            default);
        await isLocked.Task;

        await using (var silo = await _storage.OpenAnotherAsync("silo-2"))
        {
            await silo.Clearing;
        }

        Assert.Equal("1 101,106 2400 1400", await PostgresForTests.QueryAsync(_storage.ConnectionString, Left));
        held.SetResult();
        await other;
        await _storage.ReopenAsync();
        await _storage.Whole.Clearing;
        await AssertClearedAsync();
    }

    private async Task AssertClearedAsync() => Assert.Equal("0 106 1200 700", await PostgresForTests.QueryAsync(_storage.ConnectionString, Left));
}
