using Berlin.Storage.Faults;
using Berlin.Storage.Postgres.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres;

/// <summary>The transaction that removes observations, their corrections, and all that knows them.</summary>
internal sealed class PostgresRemoval(IFaultInjector faults)
{
    /// <summary>
    /// Fences as an append does, and changes nothing yet: whether there is anything to remove is not known. FOR UPDATE, which an append
    /// does not take, because it also waits for those who store entity states, and keeps them waiting.
    /// </summary>
    private const string Hold = """
        SELECT id FROM stream WHERE tenant = $1 AND model = $2 AND epoch = $3 AND owner = $4 AND head = $5 FOR UPDATE
        """;

    /// <summary>A large part of a long stream takes a while, and holds up nobody but its own trainer.</summary>
    private const string AllowTime = "SET LOCAL statement_timeout = '120s'";

    private const string RaiseGeneration = "UPDATE stream SET generation = generation + 1, removed = removed + $2 WHERE id = $1";

    private const string DeleteCheckpoints = """
        DELETE FROM checkpoint WHERE stream_id = $1 AND generation < (SELECT generation FROM stream WHERE id = $1) RETURNING blob_name
        """;

    private const string DeleteEntityStates = "DELETE FROM entity_state WHERE stream_id = $1";

    /// <summary>Runs inside a transaction.</summary>
    public async Task<RemovalResult> RunAsync(PostgresSession session, RemovalRequest request)
    {
        var held = await session.Query(Hold).BindStream(request.Stream).Bind(request.Epoch).BindText(request.Owner).Bind(request.ExpectedHead)
            .FirstAsync(row => (long?)row.Int64(0)).ConfigureAwait(false);
        if (held is not { } streamId)
        {
            return RemovalResult.Fenced;
        }

        faults.Pass(FaultPoint.Remove_AfterFenceBeforeRows);
        await session.Query(AllowTime).ExecuteAsync().ConfigureAwait(false);

        // Corrections first: they are found by the observations that they correct.
        var corrections = await DeleteAsync(PostgresRemovalSelection.DeleteCorrections(request.Selection)).ConfigureAwait(false);
        var observations = await DeleteAsync(PostgresRemovalSelection.DeleteObservations(request.Selection)).ConfigureAwait(false);
        IReadOnlyList<string> blobNames = corrections + observations > 0
            ? await MakeGenerationAsync(session, streamId, corrections + observations).ConfigureAwait(false)
            : [];
        faults.Pass(FaultPoint.Remove_AfterRowsBeforeCommit);
        return new RemovalResult
        {
            Verdict = AppendVerdict.Committed,
            Removed = observations,
            Position = await PostgresStreams.ReadPositionAsync(session, request.Stream).ConfigureAwait(false),
            BlobNames = blobNames,
        };

        Task<int> DeleteAsync(string sql) => session.Query(sql).Bind(streamId).Bind(request.Selection).ExecuteAsync();
    }

    private static async Task<List<string>> MakeGenerationAsync(PostgresSession session, long streamId, int rows)
    {
        await session.Query(RaiseGeneration).Bind(streamId).Bind(rows).ExecuteAsync().ConfigureAwait(false);
        await session.Query(DeleteEntityStates).Bind(streamId).ExecuteAsync().ConfigureAwait(false);
        return await session.Query(DeleteCheckpoints).Bind(streamId).ListAsync(row => row.Name(0)).ConfigureAwait(false);
    }
}
