namespace Berlin.Actors.Clustering;

/// <summary>Where calls within the process arrive at one silo.</summary>
internal sealed class InMemoryListener(InMemoryTransport transport) : ISiloListener
{
    private IArrivals? _arrivals;
    private SiloIdentity? _me;

    public Task<string> OpenAsync(IArrivals arrivals, CancellationToken cancellationToken)
    {
        _arrivals = arrivals;
        return Task.FromResult(string.Empty);
    }

    public void Begin(SiloIdentity me)
    {
        transport.Attach(me, _arrivals!);
        _me = me;
    }

    /// <summary>Calls that were on their way when the silo left still arrive, and it hands them on.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Abort()
    {
        if (_me is not null)
        {
            transport.Detach(_me);
        }
    }
}
