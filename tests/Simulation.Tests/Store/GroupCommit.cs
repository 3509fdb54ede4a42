using Berlin.Simulation.Tests.Planted;
using Berlin.Storage;
using Berlin.Storage.Faults;
using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Store;

/// <summary>Appends of one silo: what waits when a transaction begins shares it, streams locked in the order of their names.</summary>
internal sealed class GroupCommit(StoreClient client, IFaultInjector faults, PlantedBug bug)
{
    private readonly List<Waiting> _waiting = [];
    private bool _isWriting;

    public Task<AppendVerdict> AppendAsync(AppendRequest request)
    {
        var waiting = new Waiting(request);
        _waiting.Add(waiting);
        if (!_isWriting)
        {
            _isWriting = true;
            client.Silo.Start(WriteAsync);
        }

        return waiting.Verdict.Task;
    }

    private async Task WriteAsync()
    {
        while (_waiting.Count > 0)
        {
            // A statement sees what is committed, so a second append of a stream waits for the next transaction.
            var batch = _waiting.DistinctBy(waiting => waiting.Request.Stream)
                .OrderBy(waiting => waiting.Request.Stream.Tenant, StringComparer.Ordinal)
                .ThenBy(waiting => waiting.Request.Stream.Model, StringComparer.Ordinal).ToArray();
            _waiting.RemoveAll(batch.Contains);
            try
            {
                await WriteAsync(batch);
            }
            catch (StoreUnavailableException exception)
            {
                foreach (var waiting in batch)
                {
                    waiting.Verdict.TrySetException(exception);
                }
            }
        }

        _isWriting = false;
    }

    private async Task WriteAsync(Waiting[] batch)
    {
        List<(Waiting Waiting, AppendVerdict Verdict)> verdicts = [];
        await client.WriteAsync(async connection =>
        {
            foreach (var waiting in batch)
            {
                try
                {
                    var verdict = await AppendAsync(connection, waiting.Request);
                    verdicts.Add((waiting, verdict));
                    if (bug == PlantedBug.AckBeforeCommit)
                    {
                        waiting.Verdict.TrySetResult(verdict);
                    }
                }
                catch (ArgumentException refused)
                {
                    // As a savepoint: the others' rows stay.
                    waiting.Verdict.TrySetException(refused);
                }
            }

            return true;
        });
        faults.Pass(FaultPoint.Append_AfterCommitBeforeVerdict);
        foreach (var (waiting, verdict) in verdicts)
        {
            waiting.Verdict.TrySetResult(verdict);
        }
    }

    private async Task<AppendVerdict> AppendAsync(StoreConnection connection, AppendRequest request)
    {
        var raise = bug == PlantedBug.EpochReadWithoutLock ? StoreStatement.Plain : new StoreStatement(request.Stream);
        if (!await connection.ExecuteAsync(raise, _ => IsHeld(request)))
        {
            return AppendVerdict.Fenced;
        }

        faults.Pass(FaultPoint.Append_AfterFenceBeforeRows);
        await connection.ExecuteAsync(StoreStatement.Plain, session => Insert(session, request));
        faults.Pass(FaultPoint.Append_AfterRowsBeforeCommit);
        return AppendVerdict.Committed;
    }

    private bool IsHeld(AppendRequest request) =>
        client.Database.Tables.Find(request.Stream)?.Position is { } position
        && position.Head == request.ExpectedHead
        && (bug == PlantedBug.NoEpochPredicate || (position.Epoch == request.Epoch && position.Owner == request.Owner));

    private bool Insert(StoreSession session, AppendRequest request)
    {
        var table = client.Database.Tables.Find(request.Stream)!;
        foreach (var row in request.Rows)
        {
            if (row.Corrects is null && bug != PlantedBug.NoIdempotency && table.Find(row.Id) is not null)
            {
                throw new ArgumentException($"The stream holds an observation of the id '{row.Id}' already.");
            }

            if (row.Corrects is { } corrected && table.Find(row.Id)?.Sequence != corrected)
            {
                throw new ArgumentException($"Row {row.Sequence} corrects row {corrected}, which is not there.");
            }
        }

        session.Change(() =>
        {
            client.Database.Witness.Appending(request, table);
            table.Position = table.Position with { Head = table.Position.Head + request.Rows.Count };
            foreach (var row in request.Rows)
            {
                table.Insert(row);
            }
        });
        return true;
    }

    private sealed record Waiting(AppendRequest Request)
    {
        public TaskCompletionSource<AppendVerdict> Verdict { get; } = new();
    }
}
