using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Store;

/// <summary>The removal of rows in one transaction: fence, rows and their corrections, a new generation, what knew the rows.</summary>
internal static class RemovalStatement
{
    /// <summary>Runs with the stream's row locked.</summary>
    public static RemovalResult Run(SimulatedDatabase database, StoreSession session, RemovalRequest request)
    {
        if (database.Tables.Find(request.Stream) is not { } table || !IsHeld(table.Position, request))
        {
            return RemovalResult.Fenced;
        }

        var observations = table.Rows.Where(row => row.Corrects is null && IsSelected(row, request.Selection)).ToArray();
        if (observations.Length == 0)
        {
            return new RemovalResult { Verdict = AppendVerdict.Committed, Removed = 0, Position = table.Position, BlobNames = [] };
        }

        var removed = observations.Select(row => row.Sequence).ToHashSet();
        var rows = table.Rows.Where(row => removed.Contains(row.Corrects ?? row.Sequence)).ToArray();
        var position = table.Position with { Generation = table.Position.Generation + 1, Removed = table.Position.Removed + rows.Length };
        var blobNames = table.Checkpoints.Select(checkpoint => checkpoint.Record.BlobName).ToArray();
        session.Change(() =>
        {
            database.Witness.Removing(request, table, rows);
            table.Position = position;
            table.Delete([.. rows.Select(row => row.Sequence)]);
            table.Checkpoints.Clear();
            table.EntityStates.Clear();
        });
        return new RemovalResult { Verdict = AppendVerdict.Committed, Removed = observations.Length, Position = position, BlobNames = blobNames };
    }

    private static bool IsHeld(StreamPosition position, RemovalRequest request) =>
        position.Epoch == request.Epoch && position.Owner == request.Owner && position.Head == request.ExpectedHead;

    private static bool IsSelected(StoredObservation row, RemovalSelection selection) => selection switch
    {
        RemovalSelection.OfId one => row.Id == one.Id,
        RemovalSelection.OfSubject subject => row.Subject == subject.Subject,
        RemovalSelection.OfEntity entity => row.Entity == entity.Entity,
        RemovalSelection.UpTo oldest => row.Sequence <= oldest.Sequence,
        RemovalSelection.Before before => row.At < before.At,
        _ => throw new ArgumentException($"{selection.GetType().Name} is no selection.", nameof(selection)),
    };
}
