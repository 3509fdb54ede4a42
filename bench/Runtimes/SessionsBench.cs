using System.Collections.Immutable;
using System.Diagnostics;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Onnx;
using Berlin.Runtimes.Tensors;

namespace Berlin.Bench.Runtimes;

/// <summary>Thousands of small sessions in one process: how long they load, what they hold, and how long the slowest call takes.</summary>
internal sealed class SessionsBench(OnnxOptions options)
{
    private const int CallsPerCaller = 25_000;
    private const int Callers = 4;
    private const int Seed = 20_260;

    public async Task RunAsync(string folder, int count)
    {
        var runtime = new OnnxRuntime(options);
        await using (await runtime.LoadAsync(BenchModel.Write(folder, seed: 0), CancellationToken.None))
        {
            // The first opens the library.
        }

        var files = Enumerable.Range(1, count).Select(seed => BenchModel.Write(folder, seed)).ToArray();
        var memory = PrivateBytes();
        var loads = new double[count];
        var sessions = new IModelSession[count];
        for (var index = 0; index < count; index++)
        {
            var start = Stopwatch.GetTimestamp();
            sessions[index] = await runtime.LoadAsync(files[index], CancellationToken.None);
            loads[index] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        var told = sessions.Sum(session => session.ResidentBytes);
        Print("load, us", loads);
        Console.WriteLine($"{count:N0} sessions of {files[0].Files[0].SizeBytes:N0} bytes: told {told / count:N0} bytes each, process grown by {(PrivateBytes() - memory) / count:N0} each");
        var calls = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => Call(sessions, caller))));
        Print($"call, us, {Callers} callers, a session at random", [.. calls.SelectMany(times => times)]);
        foreach (var session in sessions)
        {
            await session.DisposeAsync();
        }

        Console.WriteLine($"after all are gone, process above its beginning by {(PrivateBytes() - memory) / count:N0} bytes for each");
    }

    private static double[] Call(IModelSession[] sessions, int caller)
    {
        var random = new Random(Seed + caller);
        ImmutableArray<int> outputs = [0];
        ImmutableArray<Tensor> inputs = [new Tensor("x", TensorType.Fp32, [1, BenchModel.Columns], new byte[BenchModel.Columns * sizeof(float)])];
        var times = new double[CallsPerCaller];
        foreach (ref var time in times.AsSpan())
        {
            var start = Stopwatch.GetTimestamp();
            var answer = sessions[random.Next(sessions.Length)].InferAsync(inputs, outputs, CancellationToken.None);
            Debug.Assert(answer.IsCompletedSuccessfully, "Runs end on their caller's thread.");
            time = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return times;
    }

    private static void Print(string what, double[] times)
    {
        Array.Sort(times);
        Console.WriteLine($"{what}: p50 {times[times.Length / 2]:N0}, p99 {times[times.Length * 99 / 100]:N0}, p99.9 {times[times.Length * 999L / 1000]:N0}, max {times[^1]:N0}");
    }

    private static long PrivateBytes()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
