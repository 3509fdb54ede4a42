using System.Diagnostics.CodeAnalysis;
using Berlin.Actors.Clustering;
using Berlin.Actors.Manifest;
using Berlin.Actors.Wire;
using Berlin.Simulation.Tests.Kernel;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Berlin.Simulation.Tests.Network;

/// <summary>Where the calls of other silos arrive at one silo.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Closing and aborting release what it holds.")]
internal sealed class SimulatedListener(
    SimulatedNetwork network, SimulatedProcess process, string machine, GrainManifest manifest, SiloMessagingOptions messaging, ILogger<RemoteArrivals> logger)
    : ISiloListener
{
    private readonly List<IMessageConnection> _connections = [];
    private RemoteArrivals? _arrivals;

    public SimulatedProcess Process => process;

    public string Machine => machine;

    /// <summary>Which start of the silo it listens for; null until that has joined.</summary>
    public SiloIdentity? Me { get; private set; }

    public Task<string> OpenAsync(IArrivals arrivals, CancellationToken cancellationToken)
    {
        _arrivals = new RemoteArrivals(arrivals, manifest, process.Clock, messaging, logger);
        return Task.FromResult(machine);
    }

    public void Begin(SiloIdentity me)
    {
        Me = me;
        network.Listen(this);
    }

    public IMessageReceiver Accept(IMessageConnection connection)
    {
        _connections.Add(connection);
        return _arrivals!.Accept(connection);
    }

    public Task CloseAsync(CancellationToken cancellationToken)
    {
        Abort();
        return Task.CompletedTask;
    }

    public void Abort()
    {
        network.Forget(this);
        foreach (var connection in _connections)
        {
            connection.Close("the silo stops");
        }

        _connections.Clear();
        _arrivals?.Dispose();
    }
}
