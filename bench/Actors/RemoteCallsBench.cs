using System.Diagnostics;
using Berlin.Actors.Tests.Embedded.Wire;

namespace Berlin.Bench.Actors;

/// <summary>Calls from this process to a silo in another one over loopback.</summary>
internal static class RemoteCallsBench
{
    /// <summary>Calls a second that Microsoft Orleans makes from a client's process with 64 callers, by the decision record of the actor engine.</summary>
    private const double OrleansRate = 100_000;

    public static async Task RunAsync(double seconds)
    {
        using var silo = await SiloProcess.StartAsync();
        var views = new SharedViews();
        views.Join("bench", 1, silo.Endpoint);
        using var client = new WireClient(views, SiloProcess.Options);
        Console.WriteLine($"{"case",-44} {"calls/s",12} {"of Orleans",12} {"bytes/call",11} {"silo's",8} {"us/call",8} {"silo's",8}");
        foreach (var callers in new[] { 1, 64 })
        {
            var grains = Enumerable.Range(0, callers).Select(key => client.Client.GetGrain<IEchoGrain>("echo-" + key)).ToArray();
            await CallAsync(grains, TimeSpan.FromSeconds(seconds / 2));
            var process = client.Client.GetGrain<IProcessGrain>("process");
            var (siloBytes, siloTime) = await process.UseAsync();
            var bytes = GC.GetTotalAllocatedBytes(precise: true);
            var time = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            var calls = await CallAsync(grains, TimeSpan.FromSeconds(seconds));
            var rate = calls / watch.Elapsed.TotalSeconds;
            var ofMine = (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / calls;
            var mine = (Environment.CpuUsage.TotalTime - time).TotalMicroseconds / calls;
            var (siloBytesAfter, siloTimeAfter) = await process.UseAsync();
            Console.WriteLine(
                $"{$"client process, {callers} caller(s)",-44} {rate,12:N0} {rate / OrleansRate,12:N2} {ofMine,11:N0} {(double)(siloBytesAfter - siloBytes) / calls,8:N0} {mine,8:N1} {(siloTimeAfter - siloTime).TotalMicroseconds / calls,8:N1}");
        }
    }

    private static async Task<long> CallAsync(IEchoGrain[] grains, TimeSpan duration)
    {
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(grains.Select(grain => Task.Run(async () =>
        {
            var calls = 0;
            while (Stopwatch.GetTimestamp() < until)
            {
                if (await grain.EchoAsync(calls) != calls)
                {
                    throw new InvalidOperationException("The grain answered another caller.");
                }

                calls++;
            }

            return (long)calls;
        })));
        return counts.Sum();
    }
}
