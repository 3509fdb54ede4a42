using System.Collections.Immutable;
using System.Text.Json;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Tests.Python;

/// <summary>Pickle and joblib files answer through workers what <c>predict</c> and <c>predict_proba</c> answer in Python.</summary>
public sealed class ServedModelTests(PythonWorkers workers)
{
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData("text-naive-bayes.pkl", "X BYTES [-1] -> label BYTES [-1], probability FP64 [-1, 3]")]
    [InlineData("text-union-sgd.joblib", "X BYTES [-1] -> label BYTES [-1]")]
    [InlineData("logistic-regression.joblib", "X FP64 [-1, 6] -> label INT64 [-1], probability FP64 [-1, 3]")]
    [InlineData("forest.joblib", "X FP64 [-1, 6] -> label INT64 [-1], probability FP64 [-1, 3]")]
    [InlineData("gradient-boosting.pkl", "X FP64 [-1, 6] -> label INT64 [-1], probability FP64 [-1, 3]")]
    [InlineData("forest-regressor.joblib", "X FP64 [-1, 5] -> prediction FP64 [-1]")]
    [InlineData("ridge-of-two.pkl", "X FP64 [-1, 5] -> prediction FP64 [-1, 2]")]
    [InlineData("boosted-regressor.pkl", "X FP64 [-1, 5] -> prediction FP64 [-1]")]
    [InlineData("columns.joblib", "x0 BYTES [-1], x1 FP64 [-1], x2 BYTES [-1], x3 FP64 [-1] -> label BYTES [-1], probability FP64 [-1, 2]")]
    [InlineData("search.pkl", "X FP64 [-1, 6] -> label INT64 [-1], probability FP64 [-1, 3]")]
    [InlineData("vote.joblib", "X FP64 [-1, 6] -> label BOOL [-1], probability FP64 [-1, 2]")]
    [InlineData("logarithms.pkl", "X FP64 [-1, 5] -> prediction FP64 [-1]")]
    [InlineData("clusters.pkl", "X FP64 [-1, 6] -> label INT64 [-1]")]
    [InlineData("outliers.pkl", "X FP64 [-1, 6] -> label INT64 [-1]")]
    public async Task Model_OfThisEnvironment_AnswersWhatPythonDoes(string name, string signature)
    {
        await workers.ReadyAsync();
        await using var session = await workers.Runtime.LoadAsync(workers.Files(name), TestContext.Current.CancellationToken);
        Assert.Equal(signature, $"{Describe(session.Signature.Inputs)} -> {Describe(session.Signature.Outputs)}");
        Assert.InRange(session.ResidentBytes, 1L << 20, 200L << 20);

        var expected = workers.Answers(name);
        var inputs = session.Signature.Inputs.Select(spec => PlainTensors.Of(spec, expected.GetProperty("inputs").GetProperty(spec.Name))).ToArray();
        AssertSame(expected, session.Signature.Outputs, await session.AskAsync(inputs));

        // Row by row from callers that come together: the worker gets them joined, each caller gets its own.
        var rows = await Task.WhenAll(Enumerable.Range(0, (int)inputs[0].Shape[0]).Select(row => session.AskAsync([.. inputs.Select(input => RowOf(input, row))])));
        AssertSame(expected, session.Signature.Outputs, [.. session.Signature.Outputs.Select((spec, output) => Joined(spec, rows.Select(row => row[output])))]);
    }

    [Fact]
    public async Task Infer_OneOutput_GivesThatAlone()
    {
        await workers.ReadyAsync();
        await using var session = await workers.Runtime.LoadAsync(workers.Files("text-naive-bayes.pkl"), TestContext.Current.CancellationToken);
        var probability = Assert.Single(await session.InferAsync([PlainTensors.Texts("taxi", "milk")], [1], TestContext.Current.CancellationToken));
        Assert.Equal(("probability", 2L), (probability.Name, probability.Shape[0]));
        var swapped = await session.InferAsync([PlainTensors.Texts("taxi", "milk")], [1, 0], TestContext.Current.CancellationToken);
        Assert.Equal(["probability", "label"], swapped.Select(tensor => tensor.Name));
        Assert.Equal(["travel", "food"], PlainTensors.Elements(swapped[1]));
    }

    [Fact]
    public async Task Infer_TextThatIsNotUtf8_IsTheCallersFault()
    {
        await workers.ReadyAsync();
        await using var session = await workers.Runtime.LoadAsync(workers.Files("text-naive-bayes.pkl"), TestContext.Current.CancellationToken);
        var broken = new Tensor("X", TensorType.Bytes, [1], new byte[] { 2, 0, 0, 0, 0xC3, 0x28 });
        var fault = await Assert.ThrowsAsync<InferenceFaultException>(() => session.AskAsync(broken));
        Assert.Contains("element 0 is not UTF-8", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_ColumnsOfDifferentLengths_IsTheCallersFault()
    {
        await workers.ReadyAsync();
        await using var session = await workers.Runtime.LoadAsync(workers.Files("columns.joblib"), TestContext.Current.CancellationToken);
        var number = new Tensor("x1", TensorType.Fp64, [2], new byte[16]);
        var fault = await Assert.ThrowsAsync<InferenceFaultException>(() => session.AskAsync(PlainTensors.Texts("red"), number, PlainTensors.Texts("s"), number));
        Assert.Contains("'x1' has 2 rows", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Infer_RowsThatTheModelRefuses_FailAloneAmongThoseThatComeWithThem()
    {
        await workers.ReadyAsync();
        await using var session = await workers.Runtime.LoadAsync(workers.Files("logistic-regression.joblib"), TestContext.Current.CancellationToken);
        var good = Enumerable.Range(0, 12).Select(_ => session.AskAsync(PlainTensors.Row(1, 2, 3, 4, 5, 6))).ToList();
        var bad = session.AskAsync(PlainTensors.Row(1, 2, double.NaN, 4, 5, 6));
        good.AddRange(Enumerable.Range(0, 12).Select(_ => session.AskAsync(PlainTensors.Row(1, 2, 3, 4, 5, 6))));
        var fault = await Assert.ThrowsAsync<InferenceFaultException>(() => bad);
        Assert.Contains("NaN", fault.Message, StringComparison.Ordinal);
        Assert.Equal(24, (await Task.WhenAll(good)).Length);
    }

    private static string Describe(ImmutableArray<TensorSpec> specs) =>
        string.Join(", ", specs.Select(spec => $"{spec.Name} {TensorTypes.NameOf(spec.Type)} [{string.Join(", ", spec.Shape)}]"));

    private static void AssertSame(JsonElement expected, ImmutableArray<TensorSpec> outputs, ImmutableArray<Tensor> answers)
    {
        Assert.Equal(expected.GetProperty("outputs").EnumerateObject().Select(output => output.Name).Order(), outputs.Select(output => output.Name).Order());
        foreach (var answer in answers)
        {
            var wanted = PlainTensors.Flatten(expected.GetProperty("outputs").GetProperty(answer.Name)).ToArray();
            var found = PlainTensors.Elements(answer).ToArray();
            Assert.Equal(wanted.Length, found.Length);
            foreach (var (want, have) in wanted.Zip(found))
            {
                switch (have)
                {
                    case double number: Assert.Equal(want.GetDouble(), number, Tolerance); break;
                    case bool truth: Assert.Equal(want.GetBoolean(), truth); break;
                    default: Assert.Equal(want.GetString(), have); break;
                }
            }
        }
    }

    private static Tensor RowOf(Tensor tensor, int row)
    {
        var elements = tensor.Shape.Skip(1).Aggregate(1L, (product, length) => product * length);
        var data = tensor.Data;
        for (var skipped = 0; skipped < row; skipped++)
        {
            data = data[Length(data)..];
        }

        return tensor with { Shape = tensor.Shape.SetItem(0, 1), Data = data[..Length(data)] };

        int Length(ReadOnlyMemory<byte> rest) => tensor.Type == TensorType.Bytes ? 4 + BitConverter.ToInt32(rest.Span) : (int)elements * TensorTypes.SizeOf(tensor.Type);
    }

    private static Tensor Joined(TensorSpec spec, IEnumerable<Tensor> rows) =>
        new(spec.Name, spec.Type, spec.Shape.SetItem(0, rows.Count()), rows.SelectMany(row => row.Data.ToArray()).ToArray());
}
