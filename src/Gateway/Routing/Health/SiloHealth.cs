using System.Diagnostics.CodeAnalysis;

namespace Berlin.Gateway.Routing.Health;

/// <summary>
/// What is known about one silo's health, from the requests that go there (passive) and from probes (active). Thread-safe.
/// </summary>
/// <remarks>
/// A request's failure makes a suspect and wakes the probes; only probes convict. So one slow model, or one connection that
/// broke, costs a silo its requests for the milliseconds of a probe, and a silo that is gone is left with the first failure.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore and cancellation sources without timers hold nothing that has to be released.")]
internal sealed class SiloHealth(TimeProvider time)
{
    /// <summary>Probes that a silo which nobody suspects may leave unanswered before it counts as silent: one may be lost.</summary>
    private const int UnansweredProbes = 2;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _suspected = new(0, 1);
    private CancellationTokenSource _silent = new();
    private volatile SiloCondition _condition;
    private long _lastAnswer = time.GetTimestamp();
    private int _unanswered;

    /// <summary>The judgement now.</summary>
    public SiloCondition Condition => _condition;

    /// <summary>Whether something speaks against the silo, so that it is asked again soon.</summary>
    public bool IsInDoubt => _condition != SiloCondition.Well || Volatile.Read(ref _unanswered) > 0;

    /// <summary>Cancelled as soon as the silo counts as silent: who waits for it need not wait any longer.</summary>
    public CancellationToken Silent
    {
        get
        {
            lock (_gate)
            {
                return _silent.Token;
            }
        }
    }

    /// <summary>An answer's headers came, whatever they said.</summary>
    public void Answered() => Volatile.Write(ref _lastAnswer, time.GetTimestamp());

    /// <summary>The silo said that it takes no more requests.</summary>
    public void TurnedAway() => Judge(SiloCondition.TurnsAway);

    /// <summary>A request failed at the connection.</summary>
    public void Failed() => Suspect();

    /// <summary>A request waited too long. That counts where the silo answered nobody meanwhile: one model that loads is no reason.</summary>
    /// <param name="since">When the request was sent, as a timestamp of the clock.</param>
    public void WaitedInVain(long since)
    {
        if (Volatile.Read(ref _lastAnswer) < since)
        {
            Suspect();
        }
    }

    /// <summary>A probe was answered.</summary>
    /// <param name="isReady">Whether the silo said that it takes requests.</param>
    public void Probed(bool isReady)
    {
        Answered();
        Judge(isReady ? SiloCondition.Well : SiloCondition.TurnsAway);
    }

    /// <summary>
    /// A probe had no answer. That counts where the silo answered nobody meanwhile: a gateway that is short of processor time misses
    /// answers too, and must not turn away from every silo because of it.
    /// </summary>
    /// <param name="since">When the probe was sent, as a timestamp of the clock.</param>
    public void ProbedInVain(long since)
    {
        if (Volatile.Read(ref _lastAnswer) >= since)
        {
            return;
        }

        var isSilent = Interlocked.Increment(ref _unanswered) >= UnansweredProbes || _condition is SiloCondition.Suspect;
        if (isSilent)
        {
            Judge(SiloCondition.Silent);
        }
    }

    /// <summary>Waits until a probe is due: for the time given, or less where a request finds the silo failing.</summary>
    public Task WaitForProbeAsync(TimeSpan interval, CancellationToken cancellationToken) => _suspected.WaitAsync(interval, cancellationToken);

    private void Suspect()
    {
        lock (_gate)
        {
            if (_condition is not (SiloCondition.Well or SiloCondition.Unknown))
            {
                return;
            }

            _condition = SiloCondition.Suspect;
            if (_suspected.CurrentCount == 0)
            {
                _suspected.Release();
            }
        }
    }

    private void Judge(SiloCondition condition)
    {
        CancellationTokenSource? waiting = null;
        lock (_gate)
        {
            if (condition == SiloCondition.Silent && _condition != SiloCondition.Silent)
            {
                waiting = _silent;
            }
            else if (condition != SiloCondition.Silent)
            {
                _unanswered = 0;
                if (_silent.IsCancellationRequested)
                {
                    _silent = new CancellationTokenSource();
                }
            }

            _condition = condition;
        }

        _ = waiting?.CancelAsync();
    }
}
