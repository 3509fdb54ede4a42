using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite.Engine;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite;

/// <summary>The transaction that removes observations, their corrections, and all that knows them.</summary>
internal sealed class SqliteRemoval(IFaultInjector faults)
{
    /// <summary>Fences as an append does, and changes nothing yet: whether there is anything to remove is not known.</summary>
    private const string Hold = """
        UPDATE stream SET removed = removed WHERE tenant = ?1 AND model = ?2 AND epoch = ?3 AND owner = ?4 AND head = ?5
        RETURNING id
        """;

    private const string RaiseGeneration = """
        UPDATE stream SET generation = generation + 1, removed = removed + ?2 WHERE id = ?1
        """;

    private const string DeleteCheckpoints = """
        DELETE FROM checkpoint WHERE stream_id = ?1 AND generation < (SELECT generation FROM stream WHERE id = ?1) RETURNING blob_name
        """;

    private const string DeleteEntityStates = "DELETE FROM entity_state WHERE stream_id = ?1";

    /// <summary>Runs inside a write transaction.</summary>
    public RemovalResult Run(SqliteSession session, RemovalRequest request)
    {
        if (HoldStream(session, request) is not { } streamId)
        {
            return RemovalResult.Fenced;
        }

        faults.Pass(FaultPoint.Remove_AfterFenceBeforeRows);
        var observations = DeleteRows(session, streamId, request.Selection, out var rows);
        IReadOnlyList<string> blobNames = rows > 0 ? MakeGeneration(session, streamId, rows) : [];
        faults.Pass(FaultPoint.Remove_AfterRowsBeforeCommit);
        return new RemovalResult
        {
            Verdict = AppendVerdict.Committed,
            Removed = observations,
            Position = SqliteStreams.ReadPosition(session, request.Stream),
            BlobNames = blobNames,
        };
    }

    private static long? HoldStream(SqliteSession session, RemovalRequest request)
    {
        using var query = session.Query(Hold);
        query.BindStream(request.Stream);
        query.Bind(3, request.Epoch);
        query.Bind(4, request.Owner);
        query.Bind(5, request.ExpectedHead);
        return query.Step() ? query.Int64(0) : null;
    }

    /// <summary>Deletes corrections first: they are found by the observations that they correct.</summary>
    private static int DeleteRows(SqliteSession session, long streamId, RemovalSelection selection, out int rows)
    {
        var corrections = Delete(session, SqliteRemovalSelection.DeleteCorrections(selection), streamId, selection);
        var observations = Delete(session, SqliteRemovalSelection.DeleteObservations(selection), streamId, selection);
        rows = corrections + observations;
        return observations;
    }

    private static int Delete(SqliteSession session, string sql, long streamId, RemovalSelection selection)
    {
        using var query = session.Query(sql);
        query.Bind(1, streamId);
        SqliteRemovalSelection.Bind(query, 2, selection);
        return query.ExecuteCounting();
    }

    private static List<string> MakeGeneration(SqliteSession session, long streamId, int rows)
    {
        using (var raise = session.Query(RaiseGeneration))
        {
            raise.Bind(1, streamId);
            raise.Bind(2, rows);
            raise.Execute();
        }

        using (var states = session.Query(DeleteEntityStates))
        {
            states.Bind(1, streamId);
            states.Execute();
        }

        var blobNames = new List<string>();
        using var checkpoints = session.Query(DeleteCheckpoints);
        checkpoints.Bind(1, streamId);
        while (checkpoints.Step())
        {
            blobNames.Add(checkpoints.Text(0));
        }

        return blobNames;
    }
}
