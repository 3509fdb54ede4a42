using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Berlin.Actors.Clustering;

/// <summary>The part of one silo in the cluster of its own process. Nothing can part it from the others, so it owns while it runs.</summary>
internal sealed class LocalMembership(LocalCluster cluster, IOptions<SiloOptions> silo) : IClusterMembership
{
    public event Action? Changed
    {
        add => cluster.Changed += value;
        remove => cluster.Changed -= value;
    }

    /// <summary>Nobody declares a silo of its own process dead.</summary>
    public event Action? Died
    {
        add { }
        remove { }
    }

    public SiloIdentity? Me { get; private set; }

    public bool MayOwn => true;

    public ClusterView Current => cluster.Current;

    public Task RefreshAsync(long version) => cluster.RefreshAsync(version);

    public Task JoinAsync(string endpoint, CancellationToken cancellationToken)
    {
        Me = cluster.Join(silo.Value.SiloName);
        return Task.CompletedTask;
    }

    public Task ActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task BeginLeavingAsync(CancellationToken cancellationToken)
    {
        cluster.BeginLeaving(Me!);
        return Task.CompletedTask;
    }

    public Task LeaveAsync(CancellationToken cancellationToken)
    {
        cluster.Remove(Me!);
        return Task.CompletedTask;
    }

    public void Abandon() => cluster.Remove(Me!);
}
