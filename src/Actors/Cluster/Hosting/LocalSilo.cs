using Berlin.Actors.Clustering;
using Berlin.Actors.Hosting;

namespace Berlin.Actors.Cluster.Hosting;

/// <summary>Shows the silo of this process to its host.</summary>
internal sealed class LocalSilo : ILocalSilo, IDisposable
{
    private readonly CancellationTokenSource _died = new();
    private readonly SiloRuntime _runtime;
    private readonly MembershipAgent _agent;

    public LocalSilo(SiloRuntime runtime, MembershipAgent agent, BerlinClusterOptions options)
    {
        _runtime = runtime;
        _agent = agent;
        Name = options.Name;
        runtime.Died += _died.Cancel;
    }

    public string Name { get; }

    public long? Generation => _agent.Me?.Generation;

    public LocalSiloState State => _agent.Stage switch
    {
        SiloStage.Dead => LocalSiloState.Dead,
        SiloStage.Left => LocalSiloState.Stopped,
        SiloStage.Leaving => LocalSiloState.Leaving,
        _ when _runtime.IsStopping => LocalSiloState.Leaving,
        SiloStage.Active => LocalSiloState.Active,
        _ => LocalSiloState.Starting,
    };

    public bool MayOwn => _agent.MayOwn;

    public TimeSpan? LeaseAge => _agent.LeaseAge;

    public CancellationToken Died => _died.Token;

    public void Dispose()
    {
        _runtime.Died -= _died.Cancel;
        _died.Dispose();
    }
}
