using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Tests.Onnx;

/// <summary>What a session takes, gives and refuses.</summary>
public sealed class OnnxSessionTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    /// <summary>ONNX's numbers of the datatypes, and the protocol's names.</summary>
    public static TheoryData<int, string> Datatypes => new()
    {
        { 1, "FP32" }, { 2, "UINT8" }, { 3, "INT8" }, { 4, "UINT16" }, { 5, "INT16" }, { 6, "INT32" }, { 7, "INT64" },
        { 9, "BOOL" }, { 10, "FP16" }, { 11, "FP64" }, { 12, "UINT32" }, { 13, "UINT64" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Datatypes))]
    public async Task Numbers_OfEachDatatype_ComeBackAsTheyWere(int onnxType, string name)
    {
        var type = TensorTypes.Find(name)!.Value;
        await using var session = await OnnxLibrary.LoadAsync(OnnxModel.Identity(onnxType, -1, 2));
        Assert.Equal(new TensorSpec("x", type, [-1, 2]).ToString(), session.Signature.Inputs.Single().ToString());
        var bytes = Enumerable.Range(0, 6 * TensorTypes.SizeOf(type)).Select(number => (byte)(type == TensorType.Bool ? number & 1 : number)).ToArray();

        var answer = await RunAsync(session, new Tensor("x", type, [3, 2], bytes));

        Assert.Equal((type, "y"), (answer.Type, answer.Name));
        Assert.Equal([3, 2], answer.Shape);
        Assert.Equal(bytes, answer.Data.ToArray());
    }

    [Fact]
    public async Task Texts_WithZerosAndNoUtf8_ComeBackAsTheyWere()
    {
        await using var session = await OnnxLibrary.LoadAsync(OnnxModel.Identity(8, -1));
        var tensor = TensorOf.Bytes("x", [4], [], [0, 1, 0], [0xff, 0xfe], [.. "Zürich"u8]);

        var answer = await RunAsync(session, tensor);

        Assert.Equal([4], answer.Shape);
        Assert.Equal(tensor.Data, answer.Data);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Tensor_WithoutElements_ComesBack(int onnxType)
    {
        await using var session = await OnnxLibrary.LoadAsync(OnnxModel.Identity(onnxType, -1, 2));

        var answer = await RunAsync(session, new Tensor("x", session.Signature.Inputs[0].Type, [0, 2], ReadOnlyMemory<byte>.Empty));

        Assert.Equal([0, 2], answer.Shape);
        Assert.Equal(0, answer.Data.Length);
    }

    [Fact]
    public async Task Tensor_ThatBeginsAtAnOddAddress_IsRead()
    {
        await using var session = await OnnxLibrary.LoadAsync(OnnxModel.Identity(11, -1));
        var bytes = new byte[1 + (3 * sizeof(double))];
        MemoryMarshal.AsBytes<double>([1.5, -2.5, 3.5]).CopyTo(bytes.AsSpan(1));

        var answer = await RunAsync(session, new Tensor("x", TensorType.Fp64, [3], bytes.AsMemory(1)));

        Assert.Equal([1.5, -2.5, 3.5], TensorOf.Elements<double>(answer));
    }

    [Fact]
    public async Task Outputs_AreThoseAskedFor_InTheirOrder()
    {
        await using var session = await OnnxLibrary.LoadFileAsync(Triton("simple.onnx"));
        Assert.Equal(["INPUT0", "INPUT1"], session.Signature.Inputs.Select(spec => spec.Name));
        Assert.Equal(["OUTPUT0", "OUTPUT1"], session.Signature.Outputs.Select(spec => spec.Name));
        ImmutableArray<Tensor> inputs =
        [
            TensorOf.Numbers("INPUT0", TensorType.Int32, [1, 16], [.. Enumerable.Range(0, 16)]),
            TensorOf.Numbers("INPUT1", TensorType.Int32, [1, 16], [.. Enumerable.Repeat(1, 16)]),
        ];

        var both = await session.InferAsync(inputs, [1, 0], Cancellation);
        var one = await session.InferAsync(inputs, [0], Cancellation);

        Assert.Equal(["OUTPUT1", "OUTPUT0"], both.Select(tensor => tensor.Name));
        Assert.Equal(Enumerable.Range(-1, 16), TensorOf.Elements<int>(both[0]));
        Assert.Equal(Enumerable.Range(1, 16), TensorOf.Elements<int>(both[1]));
        Assert.Equal("OUTPUT0", Assert.Single(one).Name);
    }

    [Fact]
    public async Task Texts_OfNumbers_AreAdded()
    {
        await using var session = await OnnxLibrary.LoadFileAsync(Triton("simple_string.onnx"));
        var outputs = await session.InferAsync(
            [
                TensorOf.Texts("INPUT0", [1, 16], [.. Enumerable.Range(0, 16).Select(number => $"{number}")]),
                TensorOf.Texts("INPUT1", [1, 16], [.. Enumerable.Repeat("100", 16)]),
            ],
            [0],
            Cancellation);
        Assert.Equal(TensorOf.Texts("OUTPUT0", [1, 16], [.. Enumerable.Range(100, 16).Select(number => $"{number}")]).Data, Assert.Single(outputs).Data);
    }

    [Fact]
    public async Task Run_WithIndexesOutOfRange_IsTheCallersFault_WithoutPaths()
    {
        var model = OnnxModel.Model(OnnxModel.Graph(
            OnnxModel.Node("Gather", ["w", "x"], ["y"]),
            OnnxModel.Weight(OnnxModel.Tensor("w", 1, [2], new byte[8])),
            OnnxModel.Input("x", 7, -1),
            OnnxModel.Output("y", 1, -1)));
        await using var session = await OnnxLibrary.LoadAsync(model);

        var fault = await Assert.ThrowsAsync<InferenceFaultException>(() => RunAsync(session, TensorOf.Numbers("x", TensorType.Int64, [1], 5L)));

        Assert.Contains("idx=5", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("/", fault.Message, StringComparison.Ordinal);
        var answer = await RunAsync(session, TensorOf.Numbers("x", TensorType.Int64, [1], 1L));
        Assert.Equal([0f], TensorOf.Elements<float>(answer));
    }

    [Theory]
    [InlineData(1, "FP32", 3, 11, "has 11 bytes")]
    [InlineData(1, "FP32", 1L << 40, 12, "has 12 bytes")]
    [InlineData(1, "FP32", -3, 12, "has 12 bytes")]
    [InlineData(9, "BOOL", 3, 3, "bytes other than 0 and 1")]
    [InlineData(8, "BYTES", 3, 12, "has 12 bytes")]
    [InlineData(8, "BYTES", 2, 9, "has 9 bytes")]
    [InlineData(8, "BYTES", 1L << 24, 16, "has 16 bytes")]
    public async Task Run_WithBytesThatAreNotTheShapes_IsRefusedBeforeNativeCodeReadsThem(int onnxType, string type, long length, int bytes, string expected)
    {
        await using var session = await OnnxLibrary.LoadAsync(OnnxModel.Identity(onnxType, -1));
        // As a text's length these bytes say two.
        var data = Enumerable.Range(0, bytes).Select(index => (byte)(index % 4 == 0 ? 2 : 0)).ToArray();

        var fault = await Assert.ThrowsAsync<InferenceFaultException>(
            () => RunAsync(session, new Tensor("x", TensorTypes.Find(type)!.Value, [length], data)));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Contains("'x'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OverTheMemoryOfRuns_IsRefused_AndLaterOnesAreNot()
    {
        var model = OnnxModel.Model(OnnxModel.Graph(OnnxModel.Node("ConstantOfShape", ["x"], ["y"]), OnnxModel.Input("x", 7, 1), OnnxModel.Output("y", 1, -1)));
        await using var session = await OnnxLibrary.LoadAsync(model);

        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => RunAsync(session, TensorOf.Numbers("x", TensorType.Int64, [1], 1L << 32)));

        Assert.Equal(7 * sizeof(float), (await RunAsync(session, TensorOf.Numbers("x", TensorType.Int64, [1], 7L))).Data.Length);
    }

    [Fact]
    public async Task Run_ThatWouldNeverEnd_EndsWithItsToken()
    {
        // Loop(2^62 times, while true): z = x.
        var body = OnnxModel.Graph(
            OnnxModel.Node("Identity", ["c"], ["d"]),
            OnnxModel.Node("Identity", ["u"], ["v"]),
            OnnxModel.Input("i", 7),
            OnnxModel.Input("c", 9),
            OnnxModel.Input("u", 1),
            OnnxModel.Output("d", 9),
            OnnxModel.Output("v", 1));
        var model = OnnxModel.Model(OnnxModel.Graph(
            OnnxModel.Node("Loop", ["n", "t", "x"], ["y"], "", [.. OnnxModel.Field(1, "body"), .. OnnxModel.Field(6, body), .. OnnxModel.Number(20, 5)]),
            OnnxModel.Weight(OnnxModel.Tensor("n", 7, [], MemoryMarshal.AsBytes([1L << 62]).ToArray())),
            OnnxModel.Weight(OnnxModel.Tensor("t", 9, [], [1])),
            OnnxModel.Input("x", 1),
            OnnxModel.Output("y", 1)));
        await using var session = await OnnxLibrary.LoadAsync(model);
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        var run = Task.Run(async () => await session.InferAsync([TensorOf.Numbers("x", TensorType.Fp32, [], 1f)], [0], limit.Token), Cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Bound, Cancellation));
    }

    [Fact]
    public async Task Runs_AtTheSameTime_DoNotMixTheirAnswers()
    {
        await using var session = await OnnxLibrary.LoadAsync(OnnxModel.Identity(1, -1));
        using var source = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 8).Select(caller => Task.Run(
            async () =>
            {
                for (var call = 0; call < 500; call++)
                {
                    var sent = Enumerable.Range(caller * 1000, 1 + (call % 50)).Select(number => (float)number).ToArray();
                    var answer = await session.InferAsync([TensorOf.Numbers("x", TensorType.Fp32, [sent.Length], sent)], [0], call % 2 == 0 ? source.Token : default);
                    Assert.Equal(sent, TensorOf.Elements<float>(answer[0]));
                }
            },
            Cancellation));
        await Task.WhenAll(callers).WaitAsync(Bound, Cancellation);
    }

    [Fact]
    public async Task Run_OfADisposedSession_Throws()
    {
        var session = await OnnxLibrary.LoadAsync(OnnxModel.Identity(1));
        await session.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => RunAsync(session, TensorOf.Numbers("x", TensorType.Fp32, [], 1f)));
    }

    [Fact]
    public async Task ResidentBytes_GrowWithTheWeights()
    {
        await using var small = await OnnxLibrary.LoadAsync(OnnxModel.Identity(1, -1));
        var weights = new byte[4 * 1024 * 1024];
        new Random(7).NextBytes(weights);
        await using var large = await OnnxLibrary.LoadAsync(OnnxModel.Model(OnnxModel.Graph(
            OnnxModel.Node("Gather", ["w", "x"], ["y"]), OnnxModel.Weight(OnnxModel.Tensor("w", 1, [1024 * 1024], weights)), OnnxModel.Input("x", 7, -1), OnnxModel.Output("y", 1, -1))));
        // Tests that run at the same time move the heap too.
        Assert.InRange(small.ResidentBytes, 1, weights.Length / 2);
        Assert.InRange(large.ResidentBytes, weights.Length, 2 * weights.Length);
    }

    private static string Triton(string name) => Path.Combine(AppContext.BaseDirectory, "Onnx", "TestData", "triton", name);

    private static async Task<Tensor> RunAsync(IModelSession session, Tensor input) => Assert.Single(await session.InferAsync([input], [0], Cancellation));
}
