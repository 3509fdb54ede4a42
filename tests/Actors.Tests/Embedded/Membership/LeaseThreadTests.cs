using Berlin.Actors.Cluster.Membership;
using Berlin.Actors.Clustering;
using Berlin.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Actors.Tests.Embedded.Membership;

/// <summary>Leases against a server that is paused, killed and started again.</summary>
public sealed class LeaseThreadTests : IAsyncLifetime
{
    private static readonly MembershipOptions Options = new()
    {
        LeaseDuration = TimeSpan.FromSeconds(4),
        SafetyStop = TimeSpan.FromSeconds(3),
        RenewalPeriod = TimeSpan.FromMilliseconds(500),
        CallTimeout = TimeSpan.FromMilliseconds(500),
    };

    private readonly List<LeaseThread> _threads = [];
    private readonly List<MembershipAgent> _agents = [];
    private PostgresServer? _server;
    private int _deaths;

    public async ValueTask InitializeAsync()
    {
        try
        {
            _server = await PostgresServer.CreateAsync();
        }
        catch (PostgresMissingException exception)
        {
            Assert.Skip(exception.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents)
        {
            agent.Abandon();
        }

        foreach (var thread in _threads)
        {
            thread.Dispose();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task DatabaseAwayAndBack_KillsNobody_AndOwnershipComesBack()
    {
        Start(3);
        await Eventually.IsSoAsync(() => _agents.All(agent => agent.Current.Version == 6));

        await _server!.PauseAsync();
        await Eventually.IsSoAsync(() => _agents.TrueForAll(agent => !agent.MayOwn));
        await _server.ResumeAsync();
        await Eventually.IsSoAsync(() => _agents.TrueForAll(agent => agent.MayOwn));

        await _server.KillAsync();
        await Eventually.IsSoAsync(() => _agents.TrueForAll(agent => !agent.MayOwn));
        await _server.StartAsync();
        await Eventually.IsSoAsync(() => _agents.TrueForAll(agent => agent.MayOwn));

        Assert.Equal(0, _deaths);
        Assert.All(_agents, agent => Assert.Equal(6, agent.Current.Version));
    }

    [Fact]
    public async Task SiloThatFallsSilent_IsDeclared_AndLearnsItWhenItSpeaksAgain()
    {
        Start(2);
        await Eventually.IsSoAsync(() => _agents.All(agent => agent.Current.Version == 4));
        _threads[0].Dispose();

        await Eventually.IsSoAsync(() => _agents[1].Current.Members.Length == 1);
        Assert.False(_agents[0].MayOwn);
        Assert.Equal(0, _deaths);
        StartThread(_agents[0]);
        await Eventually.IsSoAsync(() => _agents[0].Stage == SiloStage.Dead);

        Assert.Equal(1, _deaths);
        Assert.True(_agents[1].MayOwn);
    }

    private void Start(int silos)
    {
        for (var silo = 0; silo < silos; silo++)
        {
            var agent = new MembershipAgent(Options, TimeProvider.System);
            agent.Died += () => Interlocked.Increment(ref _deaths);
            _agents.Add(agent);
            StartThread(agent);
            agent.Join(new SiloDescription($"silo-{silo}", string.Empty, null, SiloDescription.NoMetadata));
            agent.Pursue(SiloStage.Active);
        }
    }

    private void StartThread(MembershipAgent agent)
    {
        var table = new PostgresMembershipTable(_server!.ConnectionString, "berlin", "test", Options);
        var thread = new LeaseThread(agent, table, NullLogger<LeaseThread>.Instance);
        _threads.Add(thread);
        thread.Start();
    }
}
