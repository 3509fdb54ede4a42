using Microsoft.Extensions.Logging;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>
/// Knows whether the server answers. A call that waits longer than it should has the server asked; where no answer comes, the
/// server is away: every call is refused at once, in place of waiting for itself, until the server answers again.
/// </summary>
/// <param name="probe">Asks the server.</param>
/// <param name="returned">Called before the first call is let through again.</param>
/// <param name="logger">Where outages are logged.</param>
internal sealed class PostgresAvailability(PostgresProbe probe, Action returned, ILogger logger) : IAsyncDisposable
{
    /// <summary>Questions in a row that a server leaves unanswered before it counts as away: on a machine that is short of processor time one may be late.</summary>
    private const int Questions = 2;

    /// <summary>A server that works answers within milliseconds; together with the first wait of a call all questions stay below a second.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(350);

    /// <summary>While it is away, a connection is made for each question, and the server starts a process for it.</summary>
    private static readonly TimeSpan ReturnTime = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _changing = new();
    private volatile Outage? _outage;
    private long _lastAnswer;
    private Task<bool> _answer = Task.FromResult(true);
    private Task _return = Task.CompletedTask;

    /// <exception cref="StoreUnavailableException">The server is away.</exception>
    public void ThrowIfAway()
    {
        if (_outage is { } outage)
        {
            throw outage.ToError();
        }
    }

    /// <summary>Makes the connection for later questions, with the patience that a first connection of a process needs.</summary>
    /// <exception cref="StoreUnavailableException">The server does not answer.</exception>
    public async Task ConnectAsync()
    {
        if (await probe.AskAsync(ReturnTime).ConfigureAwait(false) is { } fault)
        {
            throw new StoreUnavailableException($"PostgreSQL is away: {fault.Text}");
        }
    }

    /// <summary>Asks the server, once for all who want to know at the same time; false from when it is known to be away.</summary>
    public Task<bool> AnswersAsync()
    {
        lock (_changing)
        {
            if (_outage is not null)
            {
                return Task.FromResult(false);
            }

            if (_answer.IsCompleted && !_stopping.IsCancellationRequested)
            {
                _answer = AskAsync();
            }

            return _answer;
        }
    }

    /// <summary>A call ended as it should: the server answers.</summary>
    public void NoteAnswer() => Volatile.Write(ref _lastAnswer, PostgresProbe.Clock.GetTimestamp());

    /// <summary>A connection was lost: finds out whether that was all.</summary>
    public void Suspect() => _ = AnswersAsync();

    /// <summary>Stops watching.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<bool> answer;
        lock (_changing)
        {
            _stopping.Cancel();
            answer = _answer;
        }

        await answer.ConfigureAwait(false);
        await _return.ConfigureAwait(false);
        await probe.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task<bool> AskAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // Out of the lock.
        for (var question = 1; ; question++)
        {
            if (await probe.AskAsync(AnswerTime).ConfigureAwait(false) is not { } fault)
            {
                return true;
            }

            if (fault.IsSilence && PostgresProbe.Clock.GetElapsedTime(Volatile.Read(ref _lastAnswer)) < AnswerTime)
            {
                return true; // It answers others: a server with too much to do is not away.
            }

            if (!fault.IsSilence || question == Questions)
            {
                Lose(fault.Text);
                return false;
            }
        }
    }

    private void Lose(string fault)
    {
        lock (_changing)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            _outage = new Outage(PostgresProbe.Clock.GetTimestamp(), fault);
            _return = ReturnAsync();
        }

        PostgresStorageLog.Lost(logger, fault);
    }

    private async Task ReturnAsync()
    {
        var stopped = _stopping.Token;
        while (true)
        {
            await Task.Delay(RetryInterval, PostgresProbe.Clock, stopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopped.IsCancellationRequested)
            {
                return;
            }

            var outage = _outage!;
            if (await probe.AskAsync(ReturnTime).ConfigureAwait(false) is { } fault)
            {
                _outage = outage with { Fault = fault.Text };
                continue;
            }

            returned();
            _outage = null;
            PostgresStorageLog.Returned(logger, PostgresProbe.Clock.GetElapsedTime(outage.Since).TotalSeconds, outage.Fault);
            return;
        }
    }

    private sealed record Outage(long Since, string Fault)
    {
        public StoreUnavailableException ToError() => new($"PostgreSQL is away: {Fault}");
    }
}
