using System.Collections.Immutable;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Manifests;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Tests.Manifests;

/// <summary>Golden samples against a session that answers as it is told.</summary>
public sealed class GoldenCheckTests
{
    private static readonly Signature Signature = new([new TensorSpec("x", TensorType.Fp64, [-1])], [new TensorSpec("y", TensorType.Fp64, [-1])]);

    [Theory]
    [InlineData(1.0, 1.0, 0, 0, true)]
    [InlineData(1.0, 1.0000001, 1e-6, 0, true)]
    [InlineData(1.0, 1.00001, 1e-6, 0, false)]
    [InlineData(1e9, 1e9 + 1, 0, 1e-6, true)]
    [InlineData(1e9, 1e9 + 1, 1e-6, 0, false)]
    [InlineData(double.NaN, double.NaN, 0, 0, true)]
    [InlineData(1.0, double.NaN, 1e9, 1e9, false)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 0, 0, true)]
    [InlineData(double.PositiveInfinity, 1.0, 1, 0, false)]
    public async Task Number_IsNearEnoughOrRefused(double expected, double actual, double absolute, double relative, bool isGood)
    {
        var check = CheckAsync(Doubles(expected), new Answering(Doubles(actual)), new Tolerance(absolute, relative));
        if (isGood)
        {
            await check;
        }
        else
        {
            var refusal = await Assert.ThrowsAsync<ModelRefusedException>(() => check);
            Assert.Equal("golden[0].outputs.y", refusal.Field);
            Assert.Contains("position 0", refusal.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AnswerOfAnotherShapeOrType_IsRefused()
    {
        await Assert.ThrowsAsync<ModelRefusedException>(() => CheckAsync(Doubles(1), new Answering(Doubles(1, 2)), Tolerance.Default));
        await Assert.ThrowsAsync<ModelRefusedException>(
            () => CheckAsync(Doubles(1), new Answering(new Tensor("y", TensorType.Fp32, [1], new byte[4])), Tolerance.Default));
    }

    [Fact]
    public async Task TextsAndWholeNumbers_MustBeEqual()
    {
        var (expected, actual) = (new Tensor("y", TensorType.Bytes, [2], "\u0001\0\0\0a\u0001\0\0\0b"u8.ToArray()), new Tensor("y", TensorType.Bytes, [2], "\u0001\0\0\0a\u0002\0\0\0bc"u8.ToArray()));
        var refusal = await Assert.ThrowsAsync<ModelRefusedException>(() => CheckAsync(expected, new Answering(actual), new Tolerance(1, 1)));
        Assert.Contains("position 1 is 'bc' where 'b' was expected", refusal.Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ModelRefusedException>(() => CheckAsync(
            new Tensor("y", TensorType.Int8, [1], new byte[] { 1 }), new Answering(new Tensor("y", TensorType.Int8, [1], new byte[] { 2 })), new Tolerance(1, 1)));
    }

    [Fact]
    public async Task VersionThatDoesNotAnswer_OrHasNoSuchOutput_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<ModelRefusedException>(() => CheckAsync(Doubles(1), new Answering(null), Tolerance.Default));
        Assert.Equal("golden[0]", refusal.Field);
        refusal = await Assert.ThrowsAsync<ModelRefusedException>(() => CheckAsync(Doubles(1) with { Name = "z" }, new Answering(Doubles(1)), Tolerance.Default));
        Assert.Equal("signature.outputs", refusal.Field);
    }

    private static Task CheckAsync(Tensor expected, IModelSession session, Tolerance tolerance) => GoldenCheck.RunAsync(
        session,
        new Manifest { Runtime = RuntimeNames.Onnx, Format = 1, Signature = Signature, Files = [], Golden = [new GoldenSample([Doubles(7) with { Name = "x" }], [expected], tolerance)] },
        CancellationToken.None);

    private static Tensor Doubles(params double[] values) => new("y", TensorType.Fp64, [values.Length], values.SelectMany(BitConverter.GetBytes).ToArray());

    /// <summary>Gives one answer, or finds fault with the inputs.</summary>
    private sealed class Answering(Tensor? answer) : IModelSession
    {
        public Signature Signature => GoldenCheckTests.Signature;

        public long ResidentBytes => 0;

        public ValueTask<ImmutableArray<Tensor>> InferAsync(ImmutableArray<Tensor> inputs, ImmutableArray<int> outputs, CancellationToken cancellationToken) =>
            answer is null ? throw new InferenceFaultException("x is out of the model's range") : new([answer]);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
