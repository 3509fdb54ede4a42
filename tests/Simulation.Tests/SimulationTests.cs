using System.Diagnostics.CodeAnalysis;

namespace Berlin.Simulation.Tests;

[SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "Measures how long real machines take; nothing simulated reads it.")]
public sealed class SimulationTests
{
    [Fact]
    public void Run_Seeds_NoViolation()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var began = watch.Elapsed;
            var result = new SimulationRun(seed).Run();
            Console.WriteLine($"{seed} {(watch.Elapsed-began).TotalMilliseconds:F0} ms {result.Events} events {result.Operations} ops {result.Simulated.TotalSeconds:F1} s {result.TraceHash}");
            Assert.True(result.Failure is null, result.Describe());
        }
    }
}
