using System.Collections.Immutable;
using System.Diagnostics;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Onnx;
using Berlin.Runtimes.Onnx.Native;
using Berlin.Runtimes.Tensors;

namespace Berlin.Bench.Runtimes;

/// <summary>What a call costs beyond ONNX Runtime's own time, in rounds that take turns; the fastest round of each counts, because the machine does other things too.</summary>
internal sealed class OverheadBench(OnnxOptions options)
{
    private const int Rounds = 400;
    private const int Calls = 500;

    public async Task RunAsync(string folder)
    {
        var runtime = new OnnxRuntime(options);
        await using var session = await runtime.LoadAsync(BenchModel.Write(folder, seed: 1), CancellationToken.None);
        var process = OrtProcess.Open(options);
        using var own = process.CreateSession(BenchModel.Make(seed: 1), CancellationToken.None);
        ImmutableArray<Tensor> inputs = [new Tensor("x", TensorType.Fp32, [1, BenchModel.Columns], new byte[BenchModel.Columns * sizeof(float)])];
        using var source = new CancellationTokenSource();

        var prepared = double.MaxValue;
        var sequence = double.MaxValue;
        var binding = double.MaxValue;
        var canceling = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            prepared = Math.Min(prepared, MeasureNative(process, own, createInput: false));
            sequence = Math.Min(sequence, MeasureNative(process, own, createInput: true));
            binding = Math.Min(binding, Measure(session, inputs, CancellationToken.None));
            canceling = Math.Min(canceling, Measure(session, inputs, source.Token));
        }

        Console.WriteLine($"Run alone, everything prepared      {prepared,8:F2} us");
        Console.WriteLine($"Run with input made, output freed   {sequence,8:F2} us");
        Console.WriteLine($"InferAsync                          {binding,8:F2} us   {binding - prepared:F2} us over Run alone, {binding - sequence:F2} us over the C sequence");
        Console.WriteLine($"InferAsync, token that may cancel   {canceling,8:F2} us   {canceling - prepared:F2} us over Run alone");
        Console.WriteLine($"bytes allocated by a call           {MeasureBytes(session, inputs, CancellationToken.None):F1}, with a token {MeasureBytes(session, inputs, source.Token):F1}; the answer's own objects: {AnswerBytes():F1}");
    }

    private static double Measure(IModelSession session, ImmutableArray<Tensor> inputs, CancellationToken cancellationToken)
    {
        ImmutableArray<int> outputs = [0];
        var start = Stopwatch.GetTimestamp();
        for (var call = 0; call < Calls; call++)
        {
            var answer = session.InferAsync(inputs, outputs, cancellationToken);
            Debug.Assert(answer.IsCompletedSuccessfully, "Runs end on their caller's thread.");
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Calls;
    }

    private static double MeasureBytes(IModelSession session, ImmutableArray<Tensor> inputs, CancellationToken cancellationToken)
    {
        Measure(session, inputs, cancellationToken);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Measure(session, inputs, cancellationToken);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Calls;
    }

    // An array of one tensor, the tensor, and its eight numbers: what any binding must hand out.
    private static double AnswerBytes()
    {
        var kept = new Tensor[Calls][];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < Calls; call++)
        {
            kept[call] = [new Tensor("y", TensorType.Fp32, [], new byte[8 * sizeof(float)])];
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Calls;
    }

    // What a C program would do: the same calls, without names, checks or answers of ours.
    private static unsafe double MeasureNative(OrtProcess process, OrtSession session, bool createInput)
    {
        var api = process.Api;
        var shape = stackalloc long[] { 1, BenchModel.Columns };
        var data = stackalloc float[BenchModel.Columns];
        nint input = 0;
        api.Check(api.CreateTensorWithDataAsOrtValue(process.CpuMemory, data, BenchModel.Columns * sizeof(float), shape, 2, 1, &input));
        fixed (nint* inputNames = session.InputNames, outputNames = session.OutputNames)
        {
            var handle = session.DangerousGetHandle();
            var start = Stopwatch.GetTimestamp();
            for (var call = 0; call < Calls; call++)
            {
                nint output = 0;
                if (createInput)
                {
                    api.ReleaseValue(input);
                    api.Check(api.CreateTensorWithDataAsOrtValue(process.CpuMemory, data, BenchModel.Columns * sizeof(float), shape, 2, 1, &input));
                }

                api.Check(api.Run(handle, 0, (byte**)inputNames, &input, 1, (byte**)outputNames, 1, &output));
                api.ReleaseValue(output);
            }

            var time = Stopwatch.GetElapsedTime(start).TotalMicroseconds / Calls;
            api.ReleaseValue(input);
            return time;
        }
    }
}
