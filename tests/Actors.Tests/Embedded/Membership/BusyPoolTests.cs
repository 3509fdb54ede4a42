using Berlin.Actors.Cluster.Membership;
using Berlin.Actors.Clustering;
using Berlin.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Actors.Tests.Embedded.Membership;

/// <summary>Takes every thread of the pool, so nothing else runs beside it.</summary>
[CollectionDefinition(nameof(BusyPoolTests), DisableParallelization = true)]
[Collection(nameof(BusyPoolTests))]
public sealed class BusyPoolTests
{
    [Fact]
    public async Task Renewals_GoOn_WhileNoThreadOfThePoolIsFree()
    {
        PostgresServer? server = null;
        try
        {
            server = await SharedPostgres.GetAsync();
        }
        catch (PostgresMissingException exception)
        {
            Assert.Skip(exception.Message);
        }

        var options = new MembershipOptions();
        var database = await server.CreateDatabaseAsync();
        var agent = new MembershipAgent(options, TimeProvider.System);
        using var thread = new LeaseThread(agent, new PostgresMembershipTable(database, "berlin", "test", options), NullLogger<LeaseThread>.Instance);
        thread.Start();
        agent.Join(new SiloDescription("silo-1", string.Empty, null, SiloDescription.NoMetadata));
        await Eventually.IsSoAsync(() => agent.MayOwn);

        var (renewals, probed) = RenewWhileBusy(agent);

        Assert.False(probed, "The pool had a free thread, so this shows nothing.");
        Assert.True(renewals >= 4, $"{renewals} renewals");
        Assert.True(agent.MayOwn);
        agent.Abandon();
    }

    /// <summary>Counts renewals on this thread, for longer than a lease lasts, while everything that the pool is given waits.</summary>
    private static (int Renewals, bool Probed) RenewWhileBusy(MembershipAgent agent)
    {
        // Not disposed of: what waits in the pool, and the lease's thread, may still be about to look at them.
        var free = new ManualResetEventSlim();
        var renewed = new SemaphoreSlim(0);
        void Count() => renewed.Release();
        for (var item = 0; item < 1000; item++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static free => free.Wait(), free, preferLocal: false);
        }

        var probed = false;
        ThreadPool.UnsafeQueueUserWorkItem<object?>(_ => Volatile.Write(ref probed, !free.IsSet), null, preferLocal: false);
        agent.Progressed += Count;
        var renewals = 0;
        var end = Environment.TickCount64 + 6000;
        while (Environment.TickCount64 < end)
        {
            renewals += renewed.Wait(TimeSpan.FromMilliseconds(500)) ? 1 : 0;
        }

        agent.Progressed -= Count;
        var result = (renewals, Volatile.Read(ref probed));
        free.Set();
        return result;
    }
}
