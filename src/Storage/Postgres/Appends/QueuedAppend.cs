using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres.Appends;

/// <summary>One append on its way through the <see cref="AppendQueue"/>.</summary>
internal sealed class QueuedAppend
{
    /// <summary>Rows and bytes of one INSERT, at most: the server unpacks the arrays in memory.</summary>
    private const int MaxRowsPerPart = 2_000;

    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private readonly TaskCompletionSource<AppendVerdict> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state = Waiting;

    /// <exception cref="ArgumentException">The request is none that a trainer may make, or a text holds an unpaired surrogate.</exception>
    public QueuedAppend(AppendRequest request)
    {
        AppendRules.Check(request);
        Request = request;
        Parts = [.. request.Rows.Chunk(MaxRowsPerPart).Select(rows => ObservationColumns.Encode(rows))];
        SizeBytes = Parts.Sum(part => part.SizeBytes);
    }

    public AppendRequest Request { get; }

    /// <summary>The rows, ready for the database, in parts of a few thousand.</summary>
    public IReadOnlyList<ObservationColumns> Parts { get; }

    public long SizeBytes { get; }

    public StreamKey Stream => Request.Stream;

    /// <summary>Head of the stream where this append is committed.</summary>
    public long HeadAfter => Request.ExpectedHead + Request.Rows.Count;

    /// <summary>The verdict, once it is known. Cancelled means that nothing was stored.</summary>
    public Task<AppendVerdict> Outcome => _completion.Task;

    /// <summary>Whether this append can stand behind another one in one transaction, as if that one were committed.</summary>
    public bool Follows(QueuedAppend other) =>
        Request.Epoch == other.Request.Epoch && Request.Owner == other.Request.Owner && Request.ExpectedHead == other.HeadAfter;

    /// <summary>The queue gives it to a transaction; false where its caller gave up before.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>The caller gives up, where no transaction has begun it.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting)
        {
            _completion.TrySetCanceled(cancellationToken);
        }
    }

    public void Complete(AppendVerdict verdict) => _completion.TrySetResult(verdict);

    public void Fail(Exception exception) => _completion.TrySetException(exception);
}
