using Berlin.Actors.Grains;

namespace Berlin.Actors.Turns;

/// <summary>
/// Runs the turns of one activation, one at a time: pieces of work as they arrive, and the continuations of what those await,
/// because an await inside a turn comes back to the task scheduler that it began on.
/// </summary>
internal sealed class TurnScheduler(Activation activation, ITurnExecutor executor, SiloHalt halt) : TaskScheduler, IThreadPoolWorkItem
{
    /// <summary>Turns in one visit. Enough to spread the cost of a visit, few enough that a busy activation does not keep others waiting for long.</summary>
    private const int TurnsPerVisit = 64;

    private readonly Lock _gate = new();

    // Holds at most one mailbox of work (Activation bounds it) and the continuations of what has begun.
    private readonly Queue<object> _inbox = new();
    private bool _isVisiting;

    public Activation Activation => activation;

    /// <summary>In a turn: the ambient values of no call.</summary>
    public ExecutionContext? CleanContext { get; private set; }

    /// <summary>Adds a turn: an <see cref="IWork"/>, an <see cref="Action"/> of the engine, or a task.</summary>
    public void Post(object turn)
    {
        bool isFresh;
        lock (_gate)
        {
            _inbox.Enqueue(turn);
            isFresh = !_isVisiting;
            _isVisiting = true;
        }

        if (isFresh)
        {
            executor.Execute(this, isFresh: true);
        }
    }

    /// <summary>One visit. It runs inside a task of this scheduler, which makes this the current scheduler of every turn.</summary>
    void IThreadPoolWorkItem.Execute() => new Task(static state => ((TurnScheduler)state!).RunTurns(), this).Start(this);

    protected override void QueueTask(Task task)
    {
        if (ReferenceEquals(task.AsyncState, this))
        {
            TryExecuteTask(task);
        }
        else
        {
            Post(task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(Current, this) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
        {
            return [.. _inbox.OfType<Task>()];
        }
    }

    private void RunTurns()
    {
        // A turn awaits by this scheduler, so no synchronization context may stand before it.
        if (SynchronizationContext.Current is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        CleanContext = ExecutionContext.Capture();
        for (var turns = 0; turns < TurnsPerVisit; turns++)
        {
            if (halt.IsHalted)
            {
                // A killed silo's turns end where they are; the flag that a visit is under way keeps further ones away.
                return;
            }

            object? turn;
            lock (_gate)
            {
                if (!_inbox.TryDequeue(out turn))
                {
                    _isVisiting = false;
                    return;
                }
            }

            RunTurn(turn);
            Ambient.Restore(CleanContext);
        }

        executor.Execute(this, isFresh: false);
    }

    private void RunTurn(object turn)
    {
        switch (turn)
        {
            case Task task:
                TryExecuteTask(task);
                break;
            case IWork work:
                activation.OnArrival(work);
                break;
            default:
                ((Action)turn)();
                break;
        }
    }
}
