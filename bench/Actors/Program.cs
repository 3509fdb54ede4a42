using System.Diagnostics;
using System.Globalization;
using Berlin.Bench.Actors;
using Berlin.Bench.Budgets;
using Orleans.TestingHost;

// Local grain calls a second, their processor time beside that of the cheapest way to run something elsewhere and wait for
// it (Task.Run) under as many callers, and bytes per call. The rates budgeted are those of the actor engine's decision record
// (docs/decisions/0001-embedded-actor-engine.md), on two cores that nothing else uses.
// With "remote": calls to a silo in another process.
// Usage: dotnet run -c Release --project bench/Actors -- [seconds] [--check] | remote [seconds]
#if !ORLEANS
if (args is [SiloProcess.Argument])
{
    await SiloProcess.RunAsync();
    return 0;
}

if (args is ["remote", .. var rest])
{
    await RemoteCallsBench.RunAsync(rest is [var length] ? double.Parse(length, CultureInfo.InvariantCulture) : 2);
    return 0;
}
#endif

var isChecked = args.Contains("--check");
var seconds = args is [var first, ..] && first != "--check" ? double.Parse(first, CultureInfo.InvariantCulture) : 2;
await using var cluster = new TestClusterBuilder(1).Build();
await cluster.DeployAsync();
var grains = Enumerable.Range(0, 64).Select(key => cluster.GrainFactory.GetGrain<IEchoGrain>("echo-" + key)).ToArray();

Console.WriteLine($"{"case",-44} {"calls/s",12} {"of Task.Run",12} {"bytes/call",11} {"budget",10}");
await MeasureAsync("1 caller, 1 grain", callers: 1, static (grain, value) => grain.EchoAsync(value), budget: 300_000);
var many = await MeasureAsync("64 callers, 64 grains", callers: 64, static (grain, value) => grain.EchoAsync(value), budget: 700_000);
await MeasureAsync("64 callers, 64 grains, ValueTask", callers: 64, static (grain, value) => grain.EchoValueAsync(value).AsTask(), budget: 700_000);
await MeasureAsync("64 callers, 64 grains, CancellationToken", callers: 64, static (grain, value) => grain.EchoCancellableAsync(value, default), budget: 700_000);
await cluster.StopAllSilosAsync();
if (!isChecked)
{
    return 0;
}

var budgets = BudgetBook.Load();
budgets.Check("local_grain_call", "bytes_allocated", many.Bytes);
budgets.Check("local_grain_call", "ratio_to_task_run", many.Ratio);
return budgets.Broken == 0 ? 0 : 1;

async Task<(double Ratio, double Bytes)> MeasureAsync(string name, int callers, Func<IEchoGrain, int, Task<int>> call, int budget)
{
    await RunAsync(callers, TimeSpan.FromSeconds(seconds / 2), call);
    await RunAsync(callers, TimeSpan.FromSeconds(seconds / 4), static (_, value) => Task.Run(() => value));
    var reference = await RunAsync(callers, TimeSpan.FromSeconds(seconds), static (_, value) => Task.Run(() => value));
    var measured = await RunAsync(callers, TimeSpan.FromSeconds(seconds), call);
    var ratio = reference.Processor / measured.Processor;
    Console.WriteLine($"{name,-44} {measured.Rate,12:N0} {ratio,12:N2} {measured.Bytes,11:N0} {budget,10:N0}");
    return (ratio, measured.Bytes);
}

async Task<(double Rate, double Bytes, TimeSpan Processor)> RunAsync(int callers, TimeSpan duration, Func<IEchoGrain, int, Task<int>> call)
{
    var allocated = GC.GetTotalAllocatedBytes(precise: true);
    var processor = Environment.CpuUsage.TotalTime;
    var watch = Stopwatch.StartNew();
    var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
    var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(grains[caller], until, call))));
    var elapsed = watch.Elapsed;
    allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
    return (counts.Sum() / elapsed.TotalSeconds, (double)allocated / counts.Sum(), (Environment.CpuUsage.TotalTime - processor) / counts.Sum());
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
