using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>A stream as the contract says it, in the plainest way: what the database is compared with.</summary>
internal sealed class ReferenceStream
{
    public StreamPosition Position { get; private set; } = new(0, "", 0, 1);

    public List<StoredObservation> Rows { get; private set; } = [];

    public StreamPosition Take(string owner)
    {
        Position = Position with { Epoch = Position.Epoch + 1, Owner = owner };
        return Position;
    }

    /// <summary>The verdict; null = refused as a bug, because an id would be there twice, or a correction corrects nothing.</summary>
    public AppendVerdict? Append(AppendRequest request)
    {
        if (request.Epoch != Position.Epoch || request.Owner != Position.Owner || request.ExpectedHead != Position.Head)
        {
            return AppendVerdict.Fenced;
        }

        var rows = new List<StoredObservation>(Rows);
        foreach (var row in request.Rows)
        {
            var isRight = row.Corrects is null
                ? rows.All(other => other.Corrects is not null || other.Id != row.Id)
                : rows.Any(other => other.Corrects is null && other.Sequence == row.Corrects && other.Id == row.Id);
            if (!isRight)
            {
                return null;
            }

            rows.Add(row);
        }

        Rows = rows;
        Position = Position with { Head = Position.Head + request.Rows.Count };
        return AppendVerdict.Committed;
    }

    /// <summary>Observations that go; null = fenced.</summary>
    public int? Remove(RemovalRequest request)
    {
        if (request.Epoch != Position.Epoch || request.Owner != Position.Owner || request.ExpectedHead != Position.Head)
        {
            return null;
        }

        var observations = Rows.Where(row => row.Corrects is null && Takes(request.Selection, row)).Select(row => row.Sequence).ToHashSet();
        var rows = Rows.Where(row => !observations.Contains(row.Corrects ?? row.Sequence)).ToList();
        if (observations.Count > 0)
        {
            Position = Position with { Generation = Position.Generation + 1, Removed = Position.Removed + Rows.Count - rows.Count };
        }

        Rows = rows;
        return observations.Count;
    }

    /// <summary>The observations with the target that holds.</summary>
    public IEnumerable<CurrentObservation> Current()
    {
        var targets = new Dictionary<long, string>();
        foreach (var row in Rows)
        {
            targets[row.Corrects ?? row.Sequence] = row.Target;
        }

        return Rows.Where(row => row.Corrects is null).Select(row => new CurrentObservation(row, targets[row.Sequence]));
    }

    public IEnumerable<EntitySummary> Entities() =>
        from row in Rows
        where row.Entity is not null
        group row by row.Entity into own
        orderby own.Key
        select new EntitySummary(own.Key, own.Count(row => row.Corrects is null), own.Last().Sequence, own.Last().At);

    private static bool Takes(RemovalSelection selection, StoredObservation row) => selection switch
    {
        RemovalSelection.OfId one => row.Id == one.Id,
        RemovalSelection.OfSubject subject => row.Subject == subject.Subject,
        RemovalSelection.OfEntity entity => row.Entity == entity.Entity,
        RemovalSelection.UpTo oldest => row.Sequence <= oldest.Sequence,
        RemovalSelection.Before before => row.At < before.At,
        _ => throw new ArgumentOutOfRangeException(nameof(selection)),
    };
}
