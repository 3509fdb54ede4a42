using Berlin.Simulation.Tests.Kernel;
using Berlin.Storage;

namespace Berlin.Simulation.Tests.Store;

/// <summary>
/// The client's half of a connection. Each statement is a message there and a message back; either may be slow or lost, and the client
/// may sleep in between while the database's half lives on.
/// </summary>
internal sealed class StoreConnection
{
    private readonly SimulatedDatabase _database;
    private readonly SimulatedProcess _silo;
    private readonly StoreLink _link;
    private readonly StoreSession _session;
    private TimeSpan _lastArrival;
    private Action<string>? _failPending;
    private bool _isBroken;

    public StoreConnection(SimulatedDatabase database, SimulatedProcess silo, StoreLink link, TimeSpan patience)
    {
        _database = database;
        _silo = silo;
        _link = link;
        _session = database.Open(silo.Name);
        silo.Died += Close;
        silo.Post(patience, static state => ((StoreConnection)state!).Break("no answer within the bound"), this);
    }

    /// <summary>Runs a statement in the session's transaction.</summary>
    /// <param name="statement">What it locks.</param>
    /// <param name="run">Runs in the database; an <see cref="ArgumentException"/> is the client's fault and reaches it.</param>
    /// <exception cref="StoreUnavailableException">No answer, or the database refused it for a reason of its own.</exception>
    public Task<T> ExecuteAsync<T>(StoreStatement statement, Func<StoreSession, T> run)
    {
        var answer = new TaskCompletionSource<T>();
        if (_isBroken)
        {
            answer.SetException(Unavailable("the connection is broken"));
            return answer.Task;
        }

        _failPending = why => answer.TrySetException(Unavailable(why));
        if (_database.Weather.Draw(_database.Weather.Resets))
        {
            SendToStore(() => _session.End("reset"));
            SendToSilo(() => Break("the connection was reset"), TimeSpan.Zero);
        }
        else
        {
            SendToStore(() => Receive(statement, run, answer));
        }

        return answer.Task;
    }

    /// <summary>Commits. When it throws, the outcome is unknown.</summary>
    public async Task CommitAsync()
    {
        var weather = _database.Weather;
        var isUnknown = weather.Draw(weather.CommitUnknown);
        var isMade = isUnknown && weather.Below(2) == 0;
        await ExecuteAsync(StoreStatement.Commit, session =>
        {
            if (isUnknown && !isMade)
            {
                session.End("lost before the commit");
                throw new StoreUnavailableException("the commit was lost");
            }

            session.Commit();
            return true;
        });
        if (isUnknown)
        {
            // The answer is lost: the client knows no more than that the connection is gone.
            Break("the connection was lost after COMMIT was sent");
            throw Unavailable("the connection was lost after COMMIT was sent");
        }
    }

    /// <summary>Closes the connection; the database learns of it behind whatever was sent before, if at all.</summary>
    public void Close()
    {
        if (!_isBroken)
        {
            _isBroken = true;
            _silo.Died -= Close;
            SendToStore(() => _session.End("closed by its client"));
        }
    }

    private void Receive<T>(StoreStatement statement, Func<StoreSession, T> run, TaskCompletionSource<T> answer)
    {
        if (!_database.IsUp)
        {
            _session.End("refused");
            SendToSilo(() => Break("connection refused"), TimeSpan.Zero);
            return;
        }

        _session.Execute(statement, Run, why => SendToSilo(() => Break(why), TimeSpan.Zero));

        void Run()
        {
            try
            {
                var result = run(_session);
                SendToSilo(() => answer.TrySetResult(result), statement.IsCommit ? _database.Weather.Flush() : TimeSpan.Zero);
            }
            catch (ArgumentException refused)
            {
                _session.Rollback();
                SendToSilo(() => answer.TrySetException(refused), TimeSpan.Zero);
            }
            catch (StoreUnavailableException failed)
            {
                SendToSilo(() => Break(failed.Message), TimeSpan.Zero);
            }
        }
    }

    private void Break(string why)
    {
        if (!_isBroken)
        {
            Close();
            _failPending?.Invoke(why);
        }
    }

    // In order, as over TCP.
    private void SendToStore(Action arrive)
    {
        if (_link.IsCutToStore)
        {
            return;
        }

        var now = _silo.World.Elapsed;
        var arrival = now + _database.Weather.Travel();
        _lastArrival = arrival > _lastArrival ? arrival : _lastArrival + TimeSpan.FromTicks(1);
        _database.Process.Post(_lastArrival - now, static state => ((Action)state!)(), arrive);
    }

    private void SendToSilo(Action arrive, TimeSpan work)
    {
        if (!_link.IsCutFromStore)
        {
            _silo.Post(work + _database.Weather.Travel(), static state => ((Action)state!)(), arrive);
        }
    }

    private static StoreUnavailableException Unavailable(string why) => new($"The database does not answer: {why}.");
}
