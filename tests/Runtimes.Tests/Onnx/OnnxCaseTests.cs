using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Tests.Onnx;

/// <summary>The conformance cases of ONNX itself (TestData/node): model, inputs, and the outputs that must come out.</summary>
public sealed class OnnxCaseTests
{
    private const double RelativeTolerance = 1e-3;
    private const double AbsoluteTolerance = 1e-7;

    public static IEnumerable<string> Cases => Directory.EnumerateDirectories(CaseFolder).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal);

    private static string CaseFolder => Path.Combine(AppContext.BaseDirectory, "Onnx", "TestData", "node");

    public static TheoryData<string> CaseNames => [.. Cases];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public async Task Case_AnswersWhatOnnxExpects(string name)
    {
        var folder = Path.Combine(CaseFolder, name);
        await using var session = await OnnxLibrary.LoadFileAsync(Path.Combine(folder, "model.onnx"));
        var data = Path.Combine(folder, "test_data_set_0");
        var inputs = ReadAll(data, "input").Zip(session.Signature.Inputs, (tensor, spec) => tensor with { Name = spec.Name }).ToImmutableArray();
        var expected = ReadAll(data, "output").ToArray();
        Assert.All(inputs.Zip(session.Signature.Inputs), pair => Assert.Null(SignatureRules.FindFault(pair.Second, pair.First.Type, pair.First.Shape)));

        var outputs = await session.InferAsync(inputs, [.. Enumerable.Range(0, session.Signature.Outputs.Length)], TestContext.Current.CancellationToken);

        Assert.Equal(expected.Length, outputs.Length);
        Assert.All(expected.Zip(outputs, session.Signature.Outputs), triple => AssertSame(triple.First, triple.Second, triple.Third, name == "test_cast_FLOAT_to_STRING"));
    }

    [Fact]
    public void Cases_AreAllThere() => Assert.Equal(74, Cases.Count());

    private static IEnumerable<Tensor> ReadAll(string folder, string kind) =>
        Directory.GetFiles(folder, $"{kind}_*.pb").Order(StringComparer.Ordinal).Select(TensorFile.Read);

    private static void AssertSame(Tensor expected, Tensor actual, TensorSpec spec, bool isTextOfNumbers)
    {
        Assert.Equal(spec.Name, actual.Name);
        Assert.Equal(spec.Type, actual.Type);
        Assert.Equal(expected.Type, actual.Type);
        Assert.Equal(expected.Shape, actual.Shape);
        if (isTextOfNumbers)
        {
            // ONNX leaves the number of digits open, and ONNX Runtime writes up to eight.
            (expected, actual) = (AsNumbers(expected), AsNumbers(actual));
        }

        if (expected.Type is not (TensorType.Fp16 or TensorType.Fp32 or TensorType.Fp64))
        {
            Assert.Equal(expected.Data, actual.Data);
            return;
        }

        foreach (var (want, got) in Numbers(expected).Zip(Numbers(actual)))
        {
            Assert.True(want.Equals(got) || Math.Abs(want - got) <= AbsoluteTolerance + (RelativeTolerance * Math.Abs(want)), $"{want} is expected, {got} came.");
        }
    }

    private static Tensor AsNumbers(Tensor texts)
    {
        var numbers = new List<float>();
        for (var rest = texts.Data.Span; !rest.IsEmpty;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
            numbers.Add(float.Parse(rest.Slice(sizeof(int), length), CultureInfo.InvariantCulture));
            rest = rest[(sizeof(int) + length)..];
        }

        return TensorOf.Numbers(texts.Name, TensorType.Fp32, texts.Shape, [.. numbers]);
    }

    private static double[] Numbers(Tensor tensor) => tensor.Type switch
    {
        TensorType.Fp16 => [.. TensorOf.Elements<Half>(tensor).Select(number => (double)number)],
        TensorType.Fp32 => [.. TensorOf.Elements<float>(tensor).Select(number => (double)number)],
        _ => TensorOf.Elements<double>(tensor),
    };
}
