using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Tests.Signatures;

/// <summary>What fits a signature, and which changes break callers.</summary>
public sealed class SignatureRulesTests
{
    private static readonly Signature Before = new([new TensorSpec("x", TensorType.Fp64, [-1, 4])], [new TensorSpec("y", TensorType.Int64, [-1])]);

    [Theory]
    [InlineData(TensorType.Fp64, 4, null)]
    [InlineData(TensorType.Fp64, 5, "shape [2, 5]; [-1, 4] is expected")]
    [InlineData(TensorType.Fp32, 4, "datatype FP32; FP64 is expected")]
    public void Tensor_ThatDoesNotFit_IsToldWhatIsExpected(TensorType type, long columns, string? fault)
    {
        var found = SignatureRules.FindFault(Before.Inputs[0], type, [2, columns]);
        if (fault is null)
        {
            Assert.Null(found);
        }
        else
        {
            Assert.Contains(fault, found, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Tensor_OfAnotherRankOrNegativeLength_DoesNotFit()
    {
        Assert.NotNull(SignatureRules.FindFault(Before.Inputs[0], TensorType.Fp64, [4]));
        Assert.NotNull(SignatureRules.FindFault(Before.Inputs[0], TensorType.Fp64, [-1, 4]));
    }

    [Fact]
    public void SameSignature_BreaksNobody() => Assert.Empty(SignatureRules.FindBreaks(Before, Before));

    [Fact]
    public void InputThatAllowsMore_AndNewOutputs_BreakNobody()
    {
        var after = new Signature([new TensorSpec("x", TensorType.Fp64, [-1, -1])], [new TensorSpec("p", TensorType.Fp64, [-1, 3]), Before.Outputs[0]]);
        Assert.Empty(SignatureRules.FindBreaks(Before, after));
        Assert.Equal(["The input 'x' changes from [-1, -1] to [-1, 4].", "The output 'p' is gone."], SignatureRules.FindBreaks(after, Before));
    }

    [Fact]
    public void EveryBreak_IsNamed()
    {
        var after = new Signature(
            [new TensorSpec("x", TensorType.Fp32, [-1, 4]), new TensorSpec("z", TensorType.Fp32, [1])], [new TensorSpec("y", TensorType.Int64, [-1, 1])]);
        Assert.Equal(
            ["The input 'x' changes from FP64 to FP32.", "The input 'z' is new; requests of today do not have it.", "The output 'y' changes from [-1] to [-1, 1]."],
            SignatureRules.FindBreaks(Before, after));
    }

    [Fact]
    public void OutputThatVariesMore_BreaksItsReaders()
    {
        var after = Before with { Outputs = [new TensorSpec("y", TensorType.Int64, [1])] };
        Assert.Empty(SignatureRules.FindBreaks(Before, after));
        Assert.Single(SignatureRules.FindBreaks(after, Before));
    }
}
