using System.Diagnostics.CodeAnalysis;
using Berlin.Actors.Grains;

namespace Berlin.Actors.Turns;

/// <summary>The work of one activation: what waits, what runs, and what may begin beside it. Belongs to the activation's turns.</summary>
/// <param name="activation">Whose work it is.</param>
/// <param name="isReentrant">Whether all work interleaves.</param>
internal sealed class Mailbox(Activation activation, bool isReentrant)
{
    private readonly WaitingWork _waiting = new();
    private int _blocking;
    private WorkKind _blockingKind;
    private bool _isBeginning;
    private Func<WorkKind, bool>? _mayBegin;

    /// <summary>Whether work may begin; what arrives while it is closed waits.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Pieces of work that have begun and not ended.</summary>
    public int Running { get; private set; }

    public bool IsIdle => Running == 0 && _waiting.Count == 0;

    /// <summary>Whether any work has ever begun.</summary>
    public bool HasWorked { get; private set; }

    public void Open()
    {
        IsOpen = true;
        BeginWaiting();
    }

    public void Close() => IsOpen = false;

    public void Add(IWork work)
    {
        if (IsOpen && MayBegin(work.Kind))
        {
            Begin(work);
        }
        else
        {
            _waiting.Add(work);
        }
    }

    public void OnDone(IWork work)
    {
        Running--;
        if (!Interleaves(work.Kind))
        {
            _blocking--;
        }

        BeginWaiting();
    }

    public bool TryTakeWaiting([NotNullWhen(true)] out IWork? work) => _waiting.TryTake(mayBegin: null, out work);

    private bool Interleaves(WorkKind kind) => kind == WorkKind.Interleaving || isReentrant;

    private bool MayBegin(WorkKind kind) =>
        Interleaves(kind) || _blocking == 0 || (kind == WorkKind.ReadOnly && _blockingKind == WorkKind.ReadOnly);

    private void Begin(IWork work)
    {
        var isDropped = work.IsAbandoned;
        activation.OnTaken(work, isDropped);
        if (isDropped)
        {
            return;
        }

        HasWorked = true;
        Running++;
        if (!Interleaves(work.Kind))
        {
            _blocking++;
            _blockingKind = work.Kind;
        }

        // Work may begin where other work ends, and must not see what that has left in its flow.
        var outer = ExecutionContext.Capture();
        Ambient.Restore(activation.CleanContext);
        try
        {
            work.Begin(activation);
        }
        catch (Exception exception)
        {
            // The grain's method threw before its first await.
            activation.OnWorkFailed(exception);
            work.Fail(exception);
            activation.OnWorkDone(work);
        }
        finally
        {
            Ambient.Restore(outer);
        }
    }

    private void BeginWaiting()
    {
        // Work that ends at once comes back here from inside Begin: the loop below goes on, the stack does not grow.
        if (_isBeginning)
        {
            return;
        }

        _isBeginning = true;
        _mayBegin ??= MayBegin;
        while (IsOpen && _waiting.TryTake(_mayBegin, out var work))
        {
            Begin(work);
        }

        _isBeginning = false;
    }
}
