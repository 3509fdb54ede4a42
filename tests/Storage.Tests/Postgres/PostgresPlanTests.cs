using System.Text;
using System.Text.RegularExpressions;
using Berlin.Storage.Artifacts;
using Berlin.Storage.Postgres;
using Berlin.Storage.Postgres.Appends;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>That what is asked often runs on its index, with and without statistics of the tables.</summary>
public sealed partial class PostgresPlanTests : IAsyncLifetime
{
    private static readonly StreamKey Stream = new("acme", "model7");

    private PostgresSilos _silos = null!;
    private PostgresStorage _storage = null!;

    private static readonly string[] VersionTables = ["artifact", "model_version", "version_file", "model_alias", "alias_change"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Statements by name, each with its values and the index that it must use.</summary>
    private static readonly Dictionary<string, (Func<PostgresSession, string, PostgresQuery> Ask, string Sql, string Index)> Statements = new()
    {
        ["Read"] = ((session, sql) => session.Query(sql).BindStream(Stream).Bind(1_000).Bind(100), PostgresObservationRows.SelectAfter, "observation_pkey"),
        ["ReadCurrent"] = ((session, sql) => session.Query(sql).BindStream(Stream).Bind(1_000).Bind(100), PostgresCurrentObservations.SelectAfter, "observation_pkey"),
        ["ReadEntity"] = ((session, sql) => session.Query(sql).BindStream(Stream).BindText("e3").Bind(10).Bind(100), PostgresEntityRows.SelectRows, "observation_entity"),
        ["ListEntities"] = ((session, sql) => session.Query(sql).BindStream(Stream).BindText("e3").Bind(10), PostgresEntityRows.SelectAfter, "observation_entity"),
        ["Find"] = ((session, sql) => session.Query(sql).BindStream(Stream).BindTexts(Ids), PostgresObservationRows.SelectByIds, "observation_id"),
        ["FindCurrent"] = ((session, sql) => session.Query(sql).BindStream(Stream).BindTexts(Ids), PostgresCurrentObservations.SelectByIds, "observation_id"),
        ["FindCurrent, corrections"] = ((session, sql) => session.Query(sql).BindStream(Stream).BindTexts(Ids), PostgresCurrentObservations.SelectByIds, "observation_correction"),
        ["Append, fence"] = (Fence, AppendStatements.FenceSkipping, "stream_tenant_model_key"),
        ["Version"] = (OneVersion, PostgresVersionRows.SelectOne, "model_version_stream_id_number_key"),
        ["Version, files"] = (OneVersion, PostgresVersionRows.SelectOne, "version_file_pkey"),
        ["Version, sizes"] = (OneVersion, PostgresVersionRows.SelectOne, "artifact_pkey"),
        ["Version by alias"] = (OneAlias, PostgresVersionRows.SelectByAlias, "model_alias_pkey"),
        ["Version by alias, number"] = (OneAlias, PostgresVersionRows.SelectByAlias, "model_version_stream_id_number_key"),
        ["Versions"] = ((session, sql) => session.Query(sql).BindStream(Stream).Bind(2_500).Bind(100), PostgresVersionRows.SelectPage, "model_version_stream_id_number_key"),
        ["Version, whether aliased"] = ((session, sql) => session.Query(sql).Bind(40), PostgresVersionRows.SelectAlias, "model_version_pkey"),
        ["Alias"] = (OneAlias, PostgresAliasRows.SelectOne, "model_alias_pkey"),
        ["Aliases"] = ((session, sql) => session.Query(sql).BindStream(Stream), PostgresAliasRows.SelectByName, "model_alias_pkey"),
        ["Alias changes"] = ((session, sql) => session.Query(sql).BindStream(Stream).Bind(long.MaxValue).Bind(100), PostgresAliasRows.SelectChanges, "alias_change_stream"),
        ["Lock of a model"] = ((session, sql) => session.Query(sql).BindStream(Stream), PostgresVersionLock.LockModelAndStream, "model_pkey"),
        ["Lock of a version's model"] = ((session, sql) => session.Query(sql).Bind(40), PostgresVersionLock.LockModelOf, "model_version_pkey"),
        ["Register, artifacts"] = ((session, sql) => session.Query(sql).BindDigests(Digests), PostgresArtifactNaming.LockFree, "artifact_pkey"),
        ["Delete versions, files"] = ((session, sql) => session.Query(sql).Bind(9), PostgresArtifactNaming.DeleteFilesOfStream, "version_file_pkey"),
        ["Delete versions, artifacts"] = ((session, sql) => session.Query(sql).BindDigests(Digests).Bind(1), PostgresArtifactNaming.UnnameAll, "version_file_digest"),
        ["Collect, unnamed"] = ((session, sql) => session.Query(sql).Bind(100_000).Bind(100), PostgresArtifactRows.LockUnnamed, "artifact_unnamed"),
        ["Collect, abandoned"] = ((session, sql) => session.Query(sql).Bind(100_000).Bind(100), PostgresArtifactRows.LockTaken, "artifact_taken"),
        ["Append, corrections"] = ((session, sql) => session.Query(sql).Bind([7L, 8]).Bind([9_000L, 9_000]).Bind([1, null]).BindTexts(["id-1", "b"]), AppendStatements.SelectWrongCorrections, "observation_id"),
    };

    private static ArtifactDigest[] Digests => [.. Enumerable.Range(1, 5).Select(number => ArtifactDigest.Of(Encoding.UTF8.GetBytes($"a{number}")))];

    private static string[] Ids => [.. Enumerable.Range(0, 500).Select(number => $"id-{number * 3}")];

    public async ValueTask InitializeAsync()
    {
        _silos = await PostgresSilos.CreateAsync();
        _storage = await _silos.OpenAsync("silo-1");
    }

    public async ValueTask DisposeAsync()
    {
        if (_silos is not null)
        {
            await _silos.DisposeAsync();
        }
    }

    [Fact]
    public async Task Statements_WithoutAndWithStatistics_NeverReadAWholeTable()
    {
        await _silos.QueryAsync("ALTER TABLE observation SET (autovacuum_enabled = false); ALTER TABLE stream SET (autovacuum_enabled = false)");
        foreach (var table in VersionTables)
        {
            await _silos.QueryAsync($"ALTER TABLE {table} SET (autovacuum_enabled = false)");
        }

        await FillAsync();
        await FillVersionsAsync();
        var findings = await CheckAsync("without statistics");
        await _silos.QueryAsync("ANALYZE");
        findings.AddRange(await CheckAsync("with statistics"));

        Assert.True(findings.Count == 0, string.Join("\n\n", findings));
    }

    private async Task<List<string>> CheckAsync(string state)
    {
        var findings = new List<string>();
        foreach (var (name, (ask, sql, index)) in Statements)
        {
            var lines = await _storage.Database.ReadAsync(
                session => ask(session, $"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {sql}").ListAsync(row => row.Name(0)), Cancel);
            var plan = string.Join('\n', lines);
            if (!plan.Contains(index, StringComparison.Ordinal) || ReadsTooMuch().Match(plan) is { Success: true })
            {
                findings.Add($"{name} {state} is not a search in {index}:\n{plan}");
            }
        }

        return findings;
    }

    // A whole table, what is sorted after it was read, and any step that sees thousands of rows.
    [GeneratedRegex(@"Seq Scan|Sort Key: .*sequence|rows=\d{5}|Removed by Filter: \d{4}")]
    private static partial Regex ReadsTooMuch();

    private static PostgresQuery OneVersion(PostgresSession session, string sql) => session.Query(sql).BindStream(Stream).Bind(40);

    private static PostgresQuery OneAlias(PostgresSession session, string sql) => session.Query(sql).BindStream(Stream).BindName("champion");

    private static PostgresQuery Fence(PostgresSession session, string sql) =>
        session.Query(sql).BindNames(["acme", "acme"]).BindNames(["model7", "model8"]).Bind([1L, 1]).BindTexts(["a", "b"]).Bind([0L, 0]).Bind([1L, 1]);

    /// <summary>Three thousand streams, of which one holds 30,000 rows of 500 entities with 300 corrections, and another one half as many.</summary>
    private async Task FillAsync()
    {
        await _silos.QueryAsync("""
            INSERT INTO tenant (name, created_at) VALUES ('acme', 0);
            INSERT INTO model (tenant, name, definition, revision, created_at, changed_at) SELECT 'acme', 'model' || n, '', 1, 0, 0 FROM generate_series(1, 3000) AS n;
            INSERT INTO stream (tenant, model, epoch, owner, head, generation) SELECT 'acme', 'model' || n, 0, '', 30000, 1 FROM generate_series(1, 3000) AS n;
            """);
        foreach (var (model, rows) in new[] { ("model7", 30_000), ("model8", 15_000) })
        {
            await _silos.QueryAsync($$"""
                INSERT INTO observation (stream_id, sequence, at, corrects, id, content_digest, target, previous_target, entity, features)
                SELECT s.id, n, n, CASE WHEN n % 100 = 0 THEN n / 2 END, convert_to('id-' || n, 'UTF8'), '', 'x', CASE WHEN n % 100 = 0 THEN 'y'::bytea END,
                    convert_to('e' || n % 500, 'UTF8'), convert_to('{"amount":125.5,"text":"taxi from the station to the conference"}', 'UTF8')
                FROM stream AS s, generate_series(1, {{rows}}) AS n WHERE s.model = '{{model}}'
                """);
        }
    }

    /// <summary>Each model has two versions of two files and two aliases, model7 3,000 versions; of 12,000 artifacts 100 are unnamed and 100 taken.</summary>
    private async Task FillVersionsAsync() => await _silos.QueryAsync("""
        INSERT INTO artifact (digest, size_bytes, unnamed_since, collection, taken_at)
            SELECT sha256(convert_to('a' || n, 'UTF8')), n, CASE WHEN n > 11800 THEN n END, CASE WHEN n > 11900 THEN 1 END, CASE WHEN n > 11900 THEN n END
            FROM generate_series(1, 12000) AS n;
        INSERT INTO model_version (stream_id, number, runtime, size_bytes, state, state_changed_at, created_at, created_by, manifest)
            SELECT s.id, n, 'onnx', 1, 'ready', 0, 0, '', convert_to(repeat('manifest', 100), 'UTF8')
            FROM stream AS s, generate_series(1, CASE s.model WHEN 'model7' THEN 3000 ELSE 2 END) AS n;
        INSERT INTO version_file (version_id, name, digest)
            SELECT id, convert_to('file-' || n, 'UTF8'), sha256(convert_to('a' || 1 + (id * 2 + n) % 11000, 'UTF8')) FROM model_version, generate_series(1, 2) AS n;
        INSERT INTO model_alias (stream_id, name, number, revision, changed_at, changed_by)
            SELECT id, name, 1, 1, 0, '' FROM stream, unnest(ARRAY['challenger', 'champion']) AS name;
        INSERT INTO alias_change (stream_id, alias, number, changed_at, changed_by) SELECT id, 'champion', 1, 0, '' FROM stream, generate_series(1, 10) AS n;
        """);
}
