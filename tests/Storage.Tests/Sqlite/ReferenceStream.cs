using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Sqlite;

/// <summary>A stream as the contract says it, in the plainest way: what the database is compared with.</summary>
internal sealed class ReferenceStream
{
    public StreamPosition Position { get; private set; } = new(0, "", 0, 1);

    public List<StoredObservation> Rows { get; } = [];

    public StreamPosition Take(string owner)
    {
        Position = Position with { Epoch = Position.Epoch + 1, Owner = owner };
        return Position;
    }

    /// <summary>The verdict; null = refused as a bug, because an id would be there twice.</summary>
    public AppendVerdict? Append(AppendRequest request)
    {
        if (request.Epoch != Position.Epoch || request.Owner != Position.Owner || request.ExpectedHead != Position.Head)
        {
            return AppendVerdict.Fenced;
        }

        var ids = Rows.Concat(request.Rows).Select(row => row.Id).ToList();
        if (ids.Distinct(StringComparer.Ordinal).Count() != ids.Count)
        {
            return null;
        }

        Rows.AddRange(request.Rows);
        Position = Position with { Head = Rows.Count };
        return AppendVerdict.Committed;
    }
}
