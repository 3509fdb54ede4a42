using Berlin.Actors.Clustering;

namespace Berlin.Actors.Tests.Embedded.Membership;

/// <summary>Drives an agent on the thread that wakes it, so that what a silo wishes has happened when the wish returns.</summary>
internal sealed class InlineDriver
{
    private readonly Lock _gate = new();
    private readonly MembershipAgent _agent;
    private readonly IMembershipTable _table;
    private bool _isRunning;
    private bool _isWoken;

    public InlineDriver(MembershipAgent agent, IMembershipTable table)
    {
        _agent = agent;
        _table = table;
        agent.Woken += Run;
    }

    /// <summary>The table cannot be reached from here.</summary>
    public bool IsCutOff { get; set; }

    public int Reads { get; private set; }

    public void Run()
    {
        lock (_gate)
        {
            _isWoken = true;
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        while (TakeWake())
        {
            while (_agent.Next(out _) is { } call)
            {
                Ask(call);
            }
        }
    }

    private bool TakeWake()
    {
        lock (_gate)
        {
            _isRunning = _isWoken;
            _isWoken = false;
            return _isRunning;
        }
    }

    private void Ask(MembershipCall call)
    {
        Reads += call.Request == MembershipRequest.Read ? 1 : 0;
        try
        {
            if (IsCutOff)
            {
                throw new MembershipTableException();
            }

            _agent.OnAnswer(call, call.RunOn(_table));
        }
        catch (MembershipTableException)
        {
            _agent.OnFailure(call);
        }
    }
}
