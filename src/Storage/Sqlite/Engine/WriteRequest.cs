using Berlin.Storage.Streams;

namespace Berlin.Storage.Sqlite.Engine;

/// <summary>One write on its way through the <see cref="SqliteWriter"/>.</summary>
internal abstract class WriteRequest
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Cancelled = 2;

    private int _state = Waiting;

    /// <summary>Stream that it concerns; orders the requests of one transaction.</summary>
    public required StreamKey? Stream { get; init; }

    /// <summary>Rows that it will insert.</summary>
    public required int RowCount { get; init; }

    /// <summary>What its work threw; then nothing of it is stored.</summary>
    public Exception? Error { get; protected set; }

    /// <summary>The writer takes it; false where its caller gave up before.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>The caller gives up; false where the writer has taken it.</summary>
    protected bool TryCancel() => Interlocked.CompareExchange(ref _state, Cancelled, Waiting) == Waiting;

    /// <summary>Does the work inside the writer's transaction; an exception becomes <see cref="Error"/>.</summary>
    public abstract void Execute(SqliteSession session);

    /// <summary>Tells the caller the result of a committed transaction, or its <see cref="Error"/>.</summary>
    public abstract void Answer();

    /// <summary>Tells the caller that the transaction failed.</summary>
    public abstract void Fail(Exception exception);
}

/// <summary>A write with a result.</summary>
/// <param name="work">Runs inside the transaction.</param>
/// <param name="committed">Runs after the commit, before the caller knows.</param>
internal sealed class WriteRequest<T>(Func<SqliteSession, T> work, Action? committed) : WriteRequest
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    /// <summary>The result, when it is on disk. Cancelled means that nothing was stored.</summary>
    public Task<T> Outcome => _completion.Task;

    /// <summary>Gives up, where the writer has not taken the request yet.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        if (TryCancel())
        {
            _completion.TrySetCanceled(cancellationToken);
        }
    }

    /// <inheritdoc />
    public override void Execute(SqliteSession session) => Capture(() => _result = work(session));

    /// <inheritdoc />
    public override void Answer()
    {
        if (Error is null && committed is not null)
        {
            Capture(committed);
        }

        if (Error is { } error)
        {
            _completion.TrySetException(error is SqliteErrorException refused ? refused.ToStoreError() : error);
        }
        else
        {
            _completion.TrySetResult(_result);
        }
    }

    /// <inheritdoc />
    public override void Fail(Exception exception) => _completion.TrySetException(exception);

    // The edge of the writer's background thread: what one request throws is its caller's, and ends neither thread nor neighbours.
    private void Capture(Action step)
    {
        try
        {
            step();
        }
        catch (Exception exception)
        {
            Error = exception;
        }
    }
}
