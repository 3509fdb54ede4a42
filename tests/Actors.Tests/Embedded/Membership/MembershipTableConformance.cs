using Berlin.Actors.Clustering;

namespace Berlin.Actors.Tests.Embedded.Membership;

/// <summary>What every membership table holds.</summary>
public abstract class MembershipTableConformance : IAsyncLifetime
{
    /// <summary>Longer than a busy machine takes.</summary>
    private protected static MembershipOptions Options { get; } = new()
    {
        LeaseDuration = TimeSpan.FromSeconds(60), SafetyStop = TimeSpan.FromSeconds(40), CallTimeout = TimeSpan.FromSeconds(10),
    };

    private IMembershipTable? _table;

    private IMembershipTable Table => _table ??= Open();

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        _table?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Join_ShowsTheSiloInTheNextView()
    {
        var before = Table.Read();
        Assert.Equal(0, before.Version);
        Assert.Empty(before.Members);

        var joined = Table.Join(Describe("silo-1") with { HttpUrl = "http://10.0.0.1:5101/", Metadata = SiloDescription.NoMetadata.Add("zone", "b").Add("version", "1.2") });

        Assert.Equal("silo-1", joined.Identity.Name);
        var member = Assert.Single(joined.View.Members);
        Assert.Equal(1, joined.View.Version);
        Assert.Equal((joined.Identity, "silo-1:5201", "http://10.0.0.1:5101/", SiloStatus.Joining), (member.Identity, member.Endpoint, member.HttpUrl, member.Status));
        Assert.Equal(["version=1.2", "zone=b"], member.Metadata.Select(pair => $"{pair.Key}={pair.Value}"));
        AssertSame(joined.View, Table.Read());
    }

    [Fact]
    public void Generations_AreNeverUsedAgain()
    {
        List<long> generations = [];
        for (var start = 0; start < 4; start++)
        {
            var joined = Table.Join(Describe($"silo-{start % 2}")).Identity;
            generations.Add(joined.Generation);
            if (start > 1)
            {
                Table.Leave(joined);
            }
        }

        Assert.Equal(generations.Distinct().Order(), generations);
    }

    [Fact]
    public void Join_OfTheSameName_EndsTheOlderStart()
    {
        var older = Join("silo-1");
        var other = Join("silo-2");
        var newer = Table.Join(Describe("silo-1"));

        Assert.Equal([other, newer.Identity], newer.View.Members.Select(member => member.Identity));
        AssertDead(older);
        Assert.True(Table.Renew(newer.Identity).IsAlive);
    }

    [Fact]
    public void Status_OnlyMovesOn_AndARepeatChangesNothing()
    {
        var silo = Join("silo-1");
        Assert.Equal(SiloStatus.Active, Table.Activate(silo).View.Find(silo)!.Status);
        var active = Table.Activate(silo).View;
        Assert.Equal(2, active.Version);
        Assert.Equal(SiloStatus.Leaving, Table.BeginLeaving(silo).View.Find(silo)!.Status);
        Assert.Equal(3, Table.BeginLeaving(silo).View.Version);
        Assert.Equal(SiloStatus.Leaving, Table.Activate(silo).View.Find(silo)!.Status);
        Table.Leave(silo);
        Table.Leave(silo);
        var left = Table.Read();
        Assert.Equal(4, left.Version);
        Assert.Empty(left.Members);
    }

    [Fact]
    public void BeginLeaving_BeforeTheSiloWasActive_IsPossible()
    {
        var silo = Join("silo-1");
        Assert.Equal(SiloStatus.Leaving, Table.BeginLeaving(silo).View.Find(silo)!.Status);
    }

    [Fact]
    public void Renewal_TellsTheVersion_AndChangesNoView()
    {
        var silo = Join("silo-1");
        Join("silo-2");
        Assert.Equal(new RenewalResult(IsAlive: true, ViewVersion: 2), Table.Renew(silo));
        Assert.Equal(2, Table.Read().Version);
    }

    [Fact]
    public void Renewal_LateButBeforeAnybodyDeclared_Succeeds()
    {
        var silo = Join("silo-1");
        Pass(TimeSpan.FromMinutes(10));
        Assert.True(Table.Renew(silo).IsAlive);
        var other = Join("silo-2");
        Assert.Empty(Table.DeclareDead(other));
    }

    [Fact]
    public void DeclareDead_TakesThoseWhoseLeaseHasEnded_AndNobodyElse()
    {
        var first = Join("silo-1");
        var second = Join("silo-2");
        var third = Join("silo-3");
        var fourth = Join("silo-4");
        Table.Activate(second);
        Assert.Empty(Table.DeclareDead(first));
        Pass(0.8 * Options.LeaseDuration);
        Assert.Empty(Table.DeclareDead(first));
        Table.Renew(first);
        Table.Renew(third);
        Pass(0.4 * Options.LeaseDuration);

        Assert.Equal([second, fourth], Table.DeclareDead(first).OrderBy(silo => silo.Generation));
        var view = Table.Read();
        Assert.Equal([first, third], view.Members.Select(member => member.Identity));
        Assert.Equal(6, view.Version);
        Assert.Empty(Table.DeclareDead(third));
        Assert.Equal(6, Table.Read().Version);
        AssertDead(second);
        AssertDead(fourth);
    }

    [Fact]
    public void DeclareDead_ByASiloWithoutALease_HasNoEffect()
    {
        var late = Join("silo-1");
        Join("silo-2");
        var gone = Join("silo-3");
        Table.Leave(gone);
        Pass(2 * Options.LeaseDuration);

        Assert.Empty(Table.DeclareDead(late));
        Assert.Empty(Table.DeclareDead(gone));
        Assert.Equal(2, Table.Read().Members.Length);

        Table.Renew(late);
        Assert.Single(Table.DeclareDead(late));
    }

    [Fact]
    public async Task Changes_ByManyAtOnce_TakeOneVersionEach()
    {
        const int Silos = 8;
        using var start = new Barrier(Silos);
        var identities = await Task.WhenAll(Enumerable.Range(0, Silos).Select(index => OnThread(table =>
        {
            start.SignalAndWait();
            var joined = table.Join(Describe($"silo-{index}"));
            table.Activate(joined.Identity);
            table.Renew(joined.Identity);
            if (index % 2 == 0)
            {
                table.BeginLeaving(joined.Identity);
                table.Leave(joined.Identity);
            }

            return joined.Identity;
        })));

        Assert.Equal(Silos, identities.Select(identity => identity.Generation).Distinct().Count());
        var view = Table.Read();
        Assert.Equal((2 * Silos) + Silos, view.Version);
        Assert.Equal(Silos / 2, view.Members.Length);
    }

    [Fact]
    public async Task DeclareDead_ByTwoAtOnce_IsReportedOnce()
    {
        for (var round = 0; round < 10; round++)
        {
            var first = Join("silo-1");
            var second = Join("silo-2");
            var dead = Join("silo-3");
            Pass(0.8 * Options.LeaseDuration);
            Table.Renew(first);
            Table.Renew(second);
            Pass(0.4 * Options.LeaseDuration);
            var before = Table.Read().Version;
            using var start = new Barrier(2);
            var declared = await Task.WhenAll(new[] { first, second }.Select(silo => OnThread(table =>
            {
                table.Read();
                start.SignalAndWait();
                return table.DeclareDead(silo);
            })));

            Assert.Equal([dead], declared.SelectMany(silos => silos));
            Assert.Equal(before + 1, Table.Read().Version);
        }
    }

    /// <summary>Another connection to the same table.</summary>
    private protected abstract IMembershipTable Open();

    /// <summary>Lets the table's clock go on.</summary>
    private protected abstract void Pass(TimeSpan span);

    private protected static SiloDescription Describe(string name) => new(name, $"{name}:5201", HttpUrl: null, SiloDescription.NoMetadata.Add("version", "1"));

    private SiloIdentity Join(string name) => Table.Join(Describe(name)).Identity;

    private void AssertDead(SiloIdentity silo)
    {
        var before = Table.Read();
        Assert.False(Table.Renew(silo).IsAlive);
        Assert.False(Table.Activate(silo).IsAlive);
        Assert.False(Table.BeginLeaving(silo).IsAlive);
        Table.Leave(silo);
        Assert.Empty(Table.DeclareDead(silo));
        AssertSame(before, Table.Read());
    }

    private static void AssertSame(ClusterView expected, ClusterView actual)
    {
        Assert.Equal(expected.Version, actual.Version);
        Assert.Equal(expected.Members.Select(member => (member.Identity, member.Status, member.Since)), actual.Members.Select(member => (member.Identity, member.Status, member.Since)));
    }

    private Task<TResult> OnThread<TResult>(Func<IMembershipTable, TResult> work) => Task.Factory.StartNew(
        () =>
        {
            using var table = Open();
            return work(table);
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
