using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Store;

/// <summary>
/// The database's half of a connection, with at most one transaction: row locks that are held and changes that wait for the commit.
/// Its events belong to the database's process.
/// </summary>
internal sealed class StoreSession(SimulatedDatabase database, string application)
{
    private readonly List<StreamKey> _locks = [];
    private readonly List<Action> _changes = [];
    private long _statements;
    private (StreamKey Row, Action<string> Fail)? _waiting;

    /// <summary>The silo's tag, as <c>application_name</c>.</summary>
    public string Application => application;

    /// <summary>Whether it has ended: by its client, by the database, or by somebody who was blocked.</summary>
    public bool IsOver { get; private set; }

    private bool IsInTransaction => _locks.Count > 0 || _changes.Count > 0;

    /// <summary>Runs a statement once the row that it changes is locked.</summary>
    /// <param name="statement">What it does.</param>
    /// <param name="run">Runs with the lock held.</param>
    /// <param name="fail">Told why it did not run; the transaction is rolled back then.</param>
    public void Execute(StoreStatement statement, Action run, Action<string> fail)
    {
        if (IsOver)
        {
            fail("the connection is closed");
            return;
        }

        _statements++;
        if (statement.Row is { } row && !_locks.Contains(row))
        {
            Lock(row, statement, run, fail);
        }
        else
        {
            run();
            WatchIdleness();
        }
    }

    /// <summary>Adds a change that the commit makes.</summary>
    public void Change(Action change) => _changes.Add(change);

    public void Commit()
    {
        foreach (var change in _changes)
        {
            change();
        }

        Finish();
    }

    public void Rollback() => Finish();

    /// <summary>Ends the session; what it has not committed is gone.</summary>
    public void End(string why)
    {
        if (IsOver)
        {
            return;
        }

        IsOver = true;
        if (_waiting is { } waiting)
        {
            _waiting = null;
            database.Locks.Forget(waiting.Row, this);
            waiting.Fail(why);
        }

        Finish();
        database.Forget(this);
    }

    private void Lock(StreamKey row, StoreStatement statement, Action run, Action<string> fail)
    {
        var isHeld = database.Locks.TryTake(row, this, Granted);
        if (isHeld)
        {
            _locks.Add(row);
            run();
            WatchIdleness();
            return;
        }

        var statements = _statements;
        _waiting = (row, fail);
        database.Process.Post(statement.Timeout, _ =>
        {
            if (_waiting is not null && statements == _statements)
            {
                _waiting = null;
                database.Locks.Forget(row, this);
                Finish();
                fail("canceling statement due to statement timeout");
            }
        });
        if (statement.EndsBlockersAfter is { } patience)
        {
            database.Process.Post(patience, _ => EndBlocker(row, statements));
        }

        void Granted()
        {
            _waiting = null;
            _locks.Add(row);
            run();
            WatchIdleness();
        }
    }

    private void EndBlocker(StreamKey row, long statements)
    {
        if (statements == _statements && database.Locks.BlockerOf(this, row) is { } blocker)
        {
            database.Process.World.Write($"db: {Application} ends the session of {blocker.Application}, which blocks its take of {row.Tenant}/{row.Model}");
            blocker.End("terminating connection due to administrator command");
            if (_waiting is not null)
            {
                EndBlocker(row, statements);
            }
        }
    }

    // A session whose client sleeps inside a transaction is ended, so that its locks do not outlive it for long.
    private void WatchIdleness()
    {
        if (!IsInTransaction)
        {
            return;
        }

        var statements = _statements;
        database.Process.Post(SimulatedDatabase.IdleInTransactionTimeout, _ =>
        {
            if (!IsOver && IsInTransaction && _waiting is null && statements == _statements)
            {
                database.Process.World.Write($"db: idle-in-transaction timeout of {Application}");
                End("terminating connection due to idle-in-transaction timeout");
            }
        });
    }

    private void Finish()
    {
        _changes.Clear();
        var held = _locks.ToArray();
        _locks.Clear();
        foreach (var row in held)
        {
            database.Locks.Release(row, this);
        }
    }
}
