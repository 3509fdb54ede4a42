using System.Diagnostics;
using System.Globalization;
using Berlin.Bench.Actors;
using Orleans.TestingHost;

// Local grain calls per second and bytes per call. The budgets are those of the actor engine's decision record
// (docs/decisions/0001-embedded-actor-engine.md), on two cores that nothing else uses.
var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 2;
await using var cluster = new TestClusterBuilder(1).Build();
await cluster.DeployAsync();
var grains = Enumerable.Range(0, 64).Select(key => cluster.GrainFactory.GetGrain<IEchoGrain>("echo-" + key)).ToArray();

Console.WriteLine($"{"case",-44} {"calls/s",12} {"bytes/call",11} {"budget",10}");
await MeasureAsync("1 caller, 1 grain", callers: 1, static (grain, value) => grain.EchoAsync(value), budget: 300_000);
await MeasureAsync("64 callers, 64 grains", callers: 64, static (grain, value) => grain.EchoAsync(value), budget: 700_000);
await MeasureAsync("64 callers, 64 grains, ValueTask", callers: 64, static (grain, value) => grain.EchoValueAsync(value).AsTask(), budget: 700_000);
await MeasureAsync("64 callers, 64 grains, CancellationToken", callers: 64, static (grain, value) => grain.EchoCancellableAsync(value, default), budget: 700_000);
await cluster.StopAllSilosAsync();

async Task MeasureAsync(string name, int callers, Func<IEchoGrain, int, Task<int>> call, int budget)
{
    await RunAsync(callers, TimeSpan.FromSeconds(seconds / 2), call);
    var allocated = GC.GetTotalAllocatedBytes(precise: true);
    var watch = Stopwatch.StartNew();
    var calls = await RunAsync(callers, TimeSpan.FromSeconds(seconds), call);
    var elapsed = watch.Elapsed;
    allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
    Console.WriteLine($"{name,-44} {calls / elapsed.TotalSeconds,12:N0} {(double)allocated / calls,11:N0} {budget,10:N0}");
}

async Task<long> RunAsync(int callers, TimeSpan duration, Func<IEchoGrain, int, Task<int>> call)
{
    var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
    var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(grains[caller], until, call))));
    return counts.Sum();
}

static async Task<long> CallAsync(IEchoGrain grain, long until, Func<IEchoGrain, int, Task<int>> call)
{
    var calls = 0;
    while (Stopwatch.GetTimestamp() < until)
    {
        for (var burst = 0; burst < 100; burst++)
        {
            if (await call(grain, calls) != calls)
            {
                throw new InvalidOperationException("The grain answered another caller.");
            }

            calls++;
        }
    }

    return calls;
}
