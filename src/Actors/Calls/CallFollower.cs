using Berlin.Actors.Clustering;
using Berlin.Actors.CodeGeneration;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Berlin.Actors.Calls;

/// <summary>Follows the calls that wait for an answer and ends those that wait too long. One per silo or client.</summary>
/// <remarks>
/// Lists are intrusive and spread over shards, so following costs no allocation. Bounded by the mailboxes: a call that waits
/// is in one, or runs. A sweep is O(waiting calls), a few times a second.
/// </remarks>
internal sealed class CallFollower : IDisposable
{
    private const int Shards = 16;

    private readonly Shard[] _shards = new Shard[Shards];
    private readonly MessagingOptions _options;
    private readonly TimeSpan _period;
    private readonly ITimer _sweeps;

    public CallFollower(TimeProvider time, MessagingOptions options)
    {
        Clock = new CoarseClock(time);
        _options = options;
        for (var shard = 0; shard < Shards; shard++)
        {
            _shards[shard] = new Shard();
        }

        // A tenth of the timeout keeps its error small; the bounds keep an idle process quiet and a short timeout cheap.
        _period = TimeSpan.FromMilliseconds(Math.Clamp(options.ResponseTimeout.TotalMilliseconds / 10, 10, 1000));
        _sweeps = time.CreateTimer(static state => ((CallFollower)state!).Sweep(), this, _period, _period);
    }

    public CoarseClock Clock { get; }

    /// <summary>Begins to follow a call. It times out after its timeout and before two more periods of the sweep.</summary>
    public void Follow(Invocation invocation)
    {
        var timeout = invocation.Method.ResponseTimeout ?? _options.ResponseTimeout;
        Follow(invocation, timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Clock.Now + Clock.Ticks(timeout + _period));
    }

    /// <summary>Begins to follow a call whose caller gives up at another time than this silo's callers would.</summary>
    /// <param name="invocation">The call.</param>
    /// <param name="deadline">Timestamp of <see cref="Clock"/>; <see cref="long.MaxValue"/> = never.</param>
    public void Follow(Invocation invocation, long deadline)
    {
        var index = Environment.CurrentManagedThreadId % Shards;
        var shard = _shards[index];
        invocation.Follower = this;
        invocation.Links.Shard = index;
        invocation.Links.Deadline = deadline;
        lock (shard.Gate)
        {
            invocation.Links.Next = shard.First;
            if (shard.First is { } first)
            {
                first.Links.Previous = invocation;
            }

            shard.First = invocation;
            invocation.Links.IsFollowed = true;
        }
    }

    /// <summary>
    /// How long the caller waits at least: what another silo may take. Sweeps end a call later than its timeout, so what is left until the
    /// sweep is too much for a call that is sent at once.
    /// </summary>
    public TimeSpan RemainingOf(Invocation invocation)
    {
        var timeout = invocation.Method.ResponseTimeout ?? _options.ResponseTimeout;
        if (timeout == Timeout.InfiniteTimeSpan || invocation.Links.Deadline == long.MaxValue)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var remaining = Clock.Until(invocation.Links.Deadline);
        return remaining < TimeSpan.Zero ? TimeSpan.Zero : remaining < timeout ? remaining : timeout;
    }

    public void Forget(Invocation invocation)
    {
        var shard = _shards[invocation.Links.Shard];
        lock (shard.Gate)
        {
            if (!invocation.Links.IsFollowed)
            {
                return;
            }

            invocation.Links.IsFollowed = false;
            if (invocation.Links.Previous is { } previous)
            {
                previous.Links.Next = invocation.Links.Next;
            }
            else
            {
                shard.First = invocation.Links.Next;
            }

            if (invocation.Links.Next is { } next)
            {
                next.Links.Previous = invocation.Links.Previous;
            }

            invocation.Links.Previous = invocation.Links.Next = null;
        }
    }

    /// <summary>Whether no call waits.</summary>
    public bool IsIdle
    {
        get
        {
            foreach (var shard in _shards)
            {
                lock (shard.Gate)
                {
                    if (shard.First is not null)
                    {
                        return false;
                    }
                }
            }

            return true;
        }
    }

    /// <summary>Ends every call that waits: this silo or client is going away.</summary>
    public void FailAll(Func<Invocation, Exception> reason)
    {
        foreach (var invocation in Collect(static (_, _) => true, this))
        {
            invocation.TryFail(reason(invocation));
        }
    }

    /// <summary>Ends the calls that were sent to silos that a view does not hold any more: they are dead, or have left without an answer.</summary>
    public void FailCallsToTheAbsent(ClusterView view)
    {
        foreach (var invocation in Collect(static (invocation, view) => invocation.Host is { } host && !view.Contains(host), view))
        {
            invocation.TryFail(new SiloUnavailableException(
                $"Silo {invocation.Host!.Name} is gone, to which {invocation.Method} of {invocation.Target} was sent; the outcome is unknown."));
        }
    }

    public void Dispose() => _sweeps.Dispose();

    private void Sweep()
    {
        Clock.Step();
        foreach (var invocation in Collect(static (invocation, now) => invocation.Links.Deadline <= now, Clock.Now))
        {
            var timeout = invocation.Method.ResponseTimeout ?? _options.ResponseTimeout;
            if (invocation.TryFail(new TimeoutException(
                $"{invocation.Method} of {invocation.Target} did not answer within {timeout}. It may still run: its outcome is unknown."))
                && _options.CancelRequestOnTimeout)
            {
                invocation.TellGrain();
            }
        }
    }

    private List<Invocation> Collect<TArgument>(Func<Invocation, TArgument, bool> isWanted, TArgument argument)
    {
        List<Invocation> found = [];
        foreach (var shard in _shards)
        {
            lock (shard.Gate)
            {
                for (var invocation = shard.First; invocation is not null; invocation = invocation.Links.Next)
                {
                    if (isWanted(invocation, argument))
                    {
                        found.Add(invocation);
                    }
                }
            }
        }

        return found;
    }

    private sealed class Shard
    {
        public Lock Gate { get; } = new();

        public Invocation? First { get; set; }
    }
}
