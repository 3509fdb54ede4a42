using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres.Appends;

/// <summary>Rows of table <c>observation</c> by column: what one INSERT takes as arrays. Immutable.</summary>
internal sealed class ObservationColumns
{
    private ObservationColumns(int count)
    {
        StreamIds = new long[count];
        Sequences = new long[count];
        Times = new long[count];
        Corrects = new long?[count];
        Digests = new byte[count][];
        Ids = new byte[count][];
        Targets = new byte[count][];
        PreviousTargets = new byte[]?[count];
        Entities = new byte[]?[count];
        Subjects = new byte[]?[count];
        Features = new byte[count][];
    }

    /// <summary>Id of the stream; 0 until the fence has told it.</summary>
    public long[] StreamIds { get; }

    public long[] Sequences { get; }

    /// <summary>Microseconds since 1970.</summary>
    public long[] Times { get; }

    public long?[] Corrects { get; }

    public byte[][] Digests { get; }

    public byte[][] Ids { get; }

    public byte[][] Targets { get; }

    public byte[]?[] PreviousTargets { get; }

    public byte[]?[] Entities { get; }

    public byte[]?[] Subjects { get; }

    public byte[][] Features { get; }

    public int Count => Sequences.Length;

    /// <summary>What the rows weigh on the wire, roughly.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Whether corrections are among the rows.</summary>
    public bool HasCorrections { get; private set; }

    /// <exception cref="ArgumentException">A text holds an unpaired surrogate.</exception>
    public static ObservationColumns Encode(ReadOnlySpan<StoredObservation> rows)
    {
        var columns = new ObservationColumns(rows.Length);
        for (var index = 0; index < rows.Length; index++)
        {
            columns.Set(index, rows[index]);
        }

        return columns;
    }

    /// <summary>The rows of several streams one after the other.</summary>
    /// <param name="parts">Rows, and the id of the stream that they belong to.</param>
    public static ObservationColumns Join(IReadOnlyCollection<(long StreamId, ObservationColumns Rows)> parts)
    {
        var joined = new ObservationColumns(parts.Sum(part => part.Rows.Count));
        var start = 0;
        foreach (var (streamId, rows) in parts)
        {
            rows.CopyTo(joined, start);
            joined.StreamIds.AsSpan(start, rows.Count).Fill(streamId);
            joined.SizeBytes += rows.SizeBytes;
            joined.HasCorrections |= rows.HasCorrections;
            start += rows.Count;
        }

        return joined;
    }

    private void Set(int index, StoredObservation row)
    {
        const int FixedBytes = 100; // Numbers, digest, and the lengths of the rest.
        Sequences[index] = row.Sequence;
        Times[index] = Microseconds.ToUnix(row.At);
        Corrects[index] = row.Corrects;
        Digests[index] = row.ContentDigest;
        Ids[index] = PostgresText.Encode(row.Id);
        Targets[index] = PostgresText.Encode(row.Target);
        PreviousTargets[index] = PostgresText.EncodeOrNull(row.PreviousTarget);
        Entities[index] = PostgresText.EncodeOrNull(row.Entity);
        Subjects[index] = PostgresText.EncodeOrNull(row.Subject);
        Features[index] = row.Features;
        SizeBytes += FixedBytes + Ids[index].Length + Targets[index].Length + row.Features.Length;
        HasCorrections |= row.Corrects is not null;
    }

    private void CopyTo(ObservationColumns target, int start)
    {
        Sequences.CopyTo(target.Sequences, start);
        Times.CopyTo(target.Times, start);
        Corrects.CopyTo(target.Corrects, start);
        Digests.CopyTo(target.Digests, start);
        Ids.CopyTo(target.Ids, start);
        Targets.CopyTo(target.Targets, start);
        PreviousTargets.CopyTo(target.PreviousTargets, start);
        Entities.CopyTo(target.Entities, start);
        Subjects.CopyTo(target.Subjects, start);
        Features.CopyTo(target.Features, start);
    }
}
