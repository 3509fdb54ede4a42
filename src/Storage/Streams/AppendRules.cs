namespace Berlin.Storage.Streams;

/// <summary>What every store asks of an append before it touches the database.</summary>
internal static class AppendRules
{
    /// <exception cref="ArgumentException">No rows, rows that are not numbered on from the expected head, a digest of another length, or half a correction.</exception>
    public static void Check(AppendRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Rows.Count == 0)
        {
            throw new ArgumentException("An append holds at least one row.", nameof(request));
        }

        var expected = request.ExpectedHead;
        foreach (var row in request.Rows)
        {
            expected++;
            if (row.Sequence != expected)
            {
                throw new ArgumentException($"A row is numbered {row.Sequence} where {expected} comes next.", nameof(request));
            }

            if (row.ContentDigest.Length != ObservationDigest.SizeBytes)
            {
                throw new ArgumentException($"The digest of row {row.Sequence} has {row.ContentDigest.Length} bytes in place of {ObservationDigest.SizeBytes}.", nameof(request));
            }

            if (row.Corrects is null != row.PreviousTarget is null)
            {
                throw new ArgumentException($"Row {row.Sequence} is a correction by half: it needs both the row that it corrects and the target that held until then.", nameof(request));
            }
        }
    }

    /// <summary>The error for an id that the stream, or the append itself, already holds.</summary>
    public static ArgumentException IdIsTaken(string id, Exception innerException) =>
        new($"The stream holds an observation of the id '{id}' already; nothing of the append is stored.", innerException);

    /// <summary>The error for a correction of what the stream does not hold.</summary>
    public static ArgumentException NothingToCorrect(StoredObservation correction) =>
        new($"Row {correction.Sequence} corrects row {correction.Corrects}, and the stream holds no observation there of the id '{correction.Id}'; nothing of the append is stored.");
}
