using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Onnx;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;
using Berlin.Runtimes.Tests.Onnx;

namespace Berlin.Bench.Runtimes;

/// <summary>Loads and runs damaged models in processes of their own, and tells which of them end those processes.</summary>
internal sealed class Fuzz(OnnxOptions options)
{
    private const long MaxElements = 4096;
    private static readonly TimeSpan RunBound = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>Tries models number 0 to <paramref name="count"/> of a seed.</summary>
    /// <returns>How many ended or stopped a process.</returns>
    public static async Task<int> RunAsync(int seed, int count)
    {
        var deaths = 0;
        for (var next = 0; next < count;)
        {
            using var child = StartChild(seed, next, count);
            var last = next;
            while (await ReadAsync(child) is { } line)
            {
                if (int.TryParse(line, CultureInfo.InvariantCulture, out var begun))
                {
                    last = begun;
                }
                else
                {
                    Console.WriteLine(line);
                }
            }

            child.Kill();
            await child.WaitForExitAsync();
            if (last >= count)
            {
                break;
            }

            deaths++;
            Console.WriteLine($"model {last} of seed {seed} ended its process or stopped it for {Silence.TotalSeconds:N0} s (exit code {child.ExitCode})");
            next = last + 1;
        }

        Console.WriteLine($"{count:N0} damaged models of seed {seed}: {deaths} ended their process");
        return deaths;
    }

    /// <summary>What the process of its own does: says the number of each model before it tries it.</summary>
    public async Task RunChildAsync(string folder, string models, int seed, int from, int count)
    {
        var runtime = new OnnxRuntime(options);
        var files = Directory.GetFiles(models, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        var (refused, answered, failed) = (0, 0, 0);
        for (var number = from; number < count; number++)
        {
            Console.WriteLine(number);
            var random = new Random(unchecked((seed * 1_000_003) + number));
            var model = DamagedModel.Make(await File.ReadAllBytesAsync(files[random.Next(files.Length)]), random);
            var path = Path.Combine(folder, "damaged");
            await File.WriteAllBytesAsync(path, model);
            try
            {
                await using var session = await runtime.LoadAsync(
                    new ModelFiles("fuzz", 1, ImmutableSortedDictionary<string, string>.Empty, [new ModelFile("model.onnx", path, model.Length)]), CancellationToken.None);
                await InferAsync(session, random);
                answered++;
            }
            catch (ModelRefusedException)
            {
                refused++;
            }
            catch (Exception exception) when (exception is InferenceFaultException or RuntimeUnavailableException or OperationCanceledException)
            {
                failed++;
            }
        }

        Console.WriteLine($"from {from}: {refused} refused, {answered} answered, {failed} loaded and failed");
        Console.WriteLine(count);
    }

    private static async Task InferAsync(IModelSession session, Random random)
    {
        using var bound = new CancellationTokenSource(RunBound);
        ImmutableArray<Tensor> inputs = [.. session.Signature.Inputs.Select(spec => Draw(spec, random))];
        await session.InferAsync(inputs, [.. Enumerable.Range(0, session.Signature.Outputs.Length)], bound.Token);
    }

    private static Tensor Draw(TensorSpec spec, Random random)
    {
        ImmutableArray<long> shape = [.. spec.Shape.Select(length => length < 0 ? 1 + random.Next(3) : length)];
        var count = TensorShape.Count(shape) is { } known and <= MaxElements ? (int)known : throw new InferenceFaultException("too large to try");
        if (spec.Type == TensorType.Bytes)
        {
            var texts = new byte[count][];
            foreach (ref var text in texts.AsSpan())
            {
                text = new byte[random.Next(6)];
                random.NextBytes(text);
            }

            return TensorOf.Bytes(spec.Name, shape, texts);
        }

        var data = new byte[count * TensorTypes.SizeOf(spec.Type)];
        for (var index = 0; index < data.Length; index++)
        {
            // Small numbers, mostly: they reach further than numbers that are out of every range.
            data[index] = (byte)(spec.Type == TensorType.Bool || random.Next(3) > 0 ? random.Next(2) : random.Next(256));
        }

        return new Tensor(spec.Name, spec.Type, shape, data);
    }

    private static Process StartChild(int seed, int from, int count)
    {
        // The program itself where it has a file of its own, else the host and the program.
        var program = Environment.GetCommandLineArgs()[0];
        string[] host = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [program] : [];
        return Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. host, "fuzz-child", $"{seed}", $"{from}", $"{count}"]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("The process did not start.");
    }

    private static async Task<string?> ReadAsync(Process child)
    {
        try
        {
            return await child.StandardOutput.ReadLineAsync().WaitAsync(Silence);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
