using System.Diagnostics;
using Berlin.Storage.Postgres;
using Berlin.Testing.Postgres;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>What callers see while the server is killed, stopped, paused and back: an error within about a second, at once when the outage is known, and work soon after the return.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    /// <summary>A call may wait a second; the rest is room for a machine that does other work.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan MaxReturn = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder _folder = new();
    private PostgresServer _server = null!;
    private PostgresStorage _storage = null!;

    public enum Outage
    {
        Kill,
        Stop,
        StopImmediately,
        Pause,
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresForTests.CreateServerAsync();
        _storage = await PostgresForTests.OpenAsync(PostgresForTests.Options(_server.ConnectionString, _folder.Path));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_storage is not null)
        {
            await _storage.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData(Outage.Kill)]
    [InlineData(Outage.Stop)]
    [InlineData(Outage.StopImmediately)]
    [InlineData(Outage.Pause)]
    public async Task EveryCall_ServerAway_FailsSoonAndWorksAfterItsReturn(Outage outage)
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _storage.NodeGenerations.NextAsync(Cancel)));
        await BeginAsync(outage);

        // At once, also more callers than there are connections.
        var first = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => TimeOfRefusalAsync()));
        Assert.All(first, elapsed => Assert.InRange(elapsed, TimeSpan.Zero, MaxWait));

        // From now on the outage is known: no call waits for itself.
        var later = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => TimeOfRefusalAsync()));
        Assert.All(later, elapsed => Assert.InRange(elapsed, TimeSpan.Zero, MaxWait / 4));

        await EndAsync(outage);
        var returned = Stopwatch.StartNew();
        await WorkAgainAsync();
        Assert.InRange(returned.Elapsed, TimeSpan.Zero, MaxReturn);
        TestContext.Current.TestOutputHelper?.WriteLine($"{outage}: refused within {first.Max().TotalMilliseconds:0} ms, later {later.Max().TotalMilliseconds:0} ms, back after {returned.Elapsed.TotalMilliseconds:0} ms");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _storage.NodeGenerations.NextAsync(Cancel)));
    }

    [Theory]
    [InlineData(Outage.Kill)]
    [InlineData(Outage.Pause)]
    public async Task CallsThatRun_ServerGoesAway_AreLetGo(Outage outage)
    {
        var running = Enumerable.Range(0, 10).Select(_ => _storage.Database.RunAsync(session => session.Query("SELECT pg_sleep(9)").AnyAsync(), Cancel)).ToList();
        await WorkAgainAsync(); // Behind them: they have begun.

        await BeginAsync(outage);

        var refused = await Task.WhenAll(running.Select(call => TimeOfRefusalAsync(() => call)));
        Assert.All(refused, elapsed => Assert.InRange(elapsed, TimeSpan.Zero, MaxWait));
        await EndAsync(outage);

        // What hangs holds up nobody: there are as many connections as before.
        await WorkAgainAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _storage.Database.RunAsync(session => session.Query("SELECT pg_sleep(0.2)").AnyAsync(), Cancel)));
    }

    [Fact]
    public async Task Dispose_ServerPaused_EndsAllTheSame()
    {
        await _storage.NodeGenerations.NextAsync(Cancel);
        await _server.PauseAsync();
        var call = TimeOfRefusalAsync();
        var watch = Stopwatch.StartNew();

        await _storage.DisposeAsync();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        await call;
    }

    private Task<TimeSpan> TimeOfRefusalAsync() => TimeOfRefusalAsync(() => _storage.NodeGenerations.NextAsync(Cancel));

    private static async Task<TimeSpan> TimeOfRefusalAsync(Func<Task> call)
    {
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<StoreUnavailableException>(call);
        return watch.Elapsed;
    }

    private async Task WorkAgainAsync()
    {
        while (true)
        {
            try
            {
                await _storage.NodeGenerations.NextAsync(Cancel);
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), Cancel);
            }
        }
    }

    private Task BeginAsync(Outage outage) => outage switch
    {
        Outage.Kill => _server.KillAsync(),
        Outage.Stop => _server.StopAsync(),
        Outage.StopImmediately => _server.StopImmediatelyAsync(),
        _ => _server.PauseAsync(),
    };

    private Task EndAsync(Outage outage) => outage == Outage.Pause ? _server.ResumeAsync() : _server.StartAsync();
}
