using System.Collections.Concurrent;
using Berlin.Grains;
using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.Gateway;

/// <summary>What clients notice while silos come and go under load: nothing.</summary>
public sealed class ViewChangeTests
{
    private const int Callers = 8;

    [Fact]
    public async Task Silos_ReplacedOneByOneUnderLoad_FailNoRequest()
    {
        await using var site = await Site.StartAsync();
        await using var load = site.BeginLoad();
        for (var round = 0; round < 9; round++)
        {
            await load.UntilMoreAsync(100);
            var (leaving, replacement) = (site.Silos[0], await StandInSilo.StartAsync($"silo-{round + 4}"));

            // As a silo leaves: turned away by probes, then in the view, then it refuses, then it is gone.
            leaving.IsReady = false;
            site.Ring.Turn([leaving.Silo with { IsActive = false }, site.Silos[1].Silo, site.Silos[2].Silo, replacement.Silo]);
            await load.UntilMoreAsync(20);
            leaving.OnRequest = context => StandInSilo.RefuseAsync(context, ErrorCodes.SiloStopping);
            await load.UntilMoreAsync(20);
            await leaving.UntilDrainedAsync();
            site.Silos = [site.Silos[1], site.Silos[2], replacement];
            site.Ring.Turn([.. site.Silos.Select(silo => silo.Silo)]);
            await leaving.DisposeAsync();
        }

        await load.EndAsync();
        Assert.True(load.Failures.IsEmpty, string.Join("\n", load.Failures.Take(5)));
    }

    [Fact]
    public async Task Silos_KilledUnderLoad_FailNoPredictionOrObservation()
    {
        await using var site = await Site.StartAsync();
        await using var load = site.BeginLoad();
        for (var round = 0; round < 6; round++)
        {
            await load.UntilMoreAsync(100);
            var killed = site.Silos[round % 3];
            await killed.DisposeAsync();
            await load.UntilMoreAsync(50);
            site.Silos[round % 3] = await StandInSilo.StartAsync($"silo-{round + 4}");
            site.Ring.Turn([.. site.Silos.Select(silo => silo.Silo)]);
        }

        await load.EndAsync();
        Assert.True(load.Failures.IsEmpty, string.Join("\n", load.Failures.Take(5)));
    }

    private sealed class Site : IAsyncDisposable
    {
        public required StandInSilo[] Silos { get; set; }

        public required TestRing Ring { get; init; }

        public required GatewayUnderTest Gateway { get; init; }

        public static async Task<Site> StartAsync()
        {
            var silos = await Task.WhenAll(Enumerable.Range(1, 3).Select(number => StandInSilo.StartAsync($"silo-{number}")));
            var ring = new TestRing([.. silos.Select(silo => silo.Silo)]);
            var gateway = await GatewayUnderTest.StartAsync(ring);
            await gateway.UntilReadyAsync();
            return new Site { Silos = silos, Ring = ring, Gateway = gateway };
        }

        public Load BeginLoad() => new(Gateway);

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            foreach (var silo in Silos)
            {
                await silo.DisposeAsync();
            }
        }
    }

    /// <summary>Callers that predict and observe one after the other.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly CancellationTokenSource _ending = new();
        private readonly Task _calling;
        private int _answered;

        public Load(GatewayUnderTest gateway)
        {
            var key = gateway.Keys.Add('a', 's', "acme", "predict", "observe");
            _calling = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => CallAsync(gateway, caller, $"Bearer {key}")));
        }

        public ConcurrentQueue<string> Failures { get; } = new();

        /// <summary>Waits for so many more answers.</summary>
        public async Task UntilMoreAsync(int answers)
        {
            var enough = Volatile.Read(ref _answered) + answers;
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (Volatile.Read(ref _answered) < enough)
            {
                bound.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        public async Task EndAsync()
        {
            await _ending.CancelAsync();
            await _calling;
        }

        public async ValueTask DisposeAsync()
        {
            await EndAsync();
            _ending.Dispose();
        }

        private async Task CallAsync(GatewayUnderTest gateway, int caller, string key)
        {
            while (!_ending.IsCancellationRequested)
            {
                var path = caller % 2 == 0 ? "/v1/models/m/predict" : "/v1/models/m/observations";
                var answer = await gateway.SendAsync("POST", path, key, "{}");
                if ((int)answer.Status != 200)
                {
                    Failures.Enqueue($"{path}: {answer.Status} {answer.Text}");
                }

                Interlocked.Increment(ref _answered);
            }
        }
    }
}
