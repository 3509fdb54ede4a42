using System.Collections.Immutable;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Python.Batches;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Tests.Python;

/// <summary>Requests are joined and their answers taken apart again; an answer that is not whole answers nobody.</summary>
public sealed class BatchTests
{
    private static readonly ImmutableArray<TensorSpec> Outputs = [new("label", TensorType.Bytes, [-1]), new("probability", TensorType.Fp64, [-1, 2])];

    [Fact]
    public async Task Complete_AnswerOfTheBatch_GivesEachItsRows()
    {
        var (one, two) = (Pending(1, 0, 1), Pending(2, 1));
        var batch = new Batch([one, two], Outputs);
        batch.Complete(Answer(["a", "", "ccc"], 6));

        var first = await one.Answer;
        Assert.Equal(["label", "probability"], first.Select(tensor => tensor.Name));
        Assert.Equal(["a"], PlainTensors.Elements(first[0]));
        Assert.Equal([0.0, 1.0], PlainTensors.Elements(first[1]));
        var second = Assert.Single(await two.Answer);
        Assert.Equal([2L, 2L], second.Shape);
        Assert.Equal([2.0, 3.0, 4.0, 5.0], PlainTensors.Elements(second));
    }

    [Fact]
    public void ToFrame_TwoRequests_HasTheirRowsOneAfterTheOther()
    {
        var frame = new Batch([Pending(1, 1), Pending(2, 1)], Outputs).ToFrame();
        Assert.Equal([4 + 4 + 4 + 24, 0, 0, 0, 9, 3, 0, 0, 0, 2, 0, 0, 0, 24, 0, 0, 0], frame.Take(17).Select(value => (int)value));
        Assert.Equal(5 + 12 + 24, frame.Length);
    }

    [Fact]
    public void Complete_AnswerCutAnywhereOrTooLong_AnswersNobody()
    {
        var whole = Answer(["a", "", "ccc"], 6);
        for (var length = 0; length < whole.Length; length++)
        {
            AssertRefused(whole[..length]);
        }

        AssertRefused([.. whole, 0]);
        AssertRefused(Answer(["a", "", "ccc"], 5));
        AssertRefused(Answer(["a", "", "ccc"], 7));
        AssertRefused(Answer(["a", "b"], 6));
        AssertRefused(Answer(["a", "b", "c", "d"], 6));
        whole[0] = whole[3] = 0xFF;
        AssertRefused(whole);
    }

    [Fact]
    public void Pending_WithoutRows_IsTheCallersFault() => Assert.Throws<InferenceFaultException>(() => Pending(0, 0));

    [Fact]
    public async Task Former_CallersThatComeBackTogether_AreWaitedForButNoLongerThanTheDelay()
    {
        var waiting = new WaitingInferences(100);
        using var former = new BatchFormer(waiting, TimeSpan.FromSeconds(30), TimeProvider.System);
        var never = new TaskCompletionSource().Task;
        Assert.True(waiting.TryAdd(Pending(1, 0)));
        Assert.True(waiting.TryAdd(Pending(1, 0)));
        Assert.Equal(2, (await former.NextAsync(10, 1000, never, TestContext.Current.CancellationToken)).Count);

        var next = former.NextAsync(10, 1000, never, TestContext.Current.CancellationToken);
        Assert.True(waiting.TryAdd(Pending(1, 0)));
        Assert.False(next.IsCompleted);
        Assert.True(waiting.TryAdd(Pending(1, 0)));
        Assert.Equal(2, (await next).Count);

        using var quick = new BatchFormer(waiting, TimeSpan.FromMilliseconds(1), TimeProvider.System);
        Assert.True(waiting.TryAdd(Pending(4, 0)));
        Assert.True(waiting.TryAdd(Pending(4, 0)));
        Assert.True(waiting.TryAdd(Pending(4, 0)));
        Assert.Equal([4, 4], (await quick.NextAsync(10, 1000, never, TestContext.Current.CancellationToken)).Select(inference => inference.Rows));
        Assert.Single(await quick.NextAsync(10, 1000, never, TestContext.Current.CancellationToken));
        Assert.Empty(await quick.NextAsync(10, 1000, Task.CompletedTask, TestContext.Current.CancellationToken));
    }

    private static void AssertRefused(byte[] answer)
    {
        var (one, two) = (Pending(1, 0, 1), Pending(2, 0));
        Assert.Throws<InvalidDataException>(() => new Batch([one, two], Outputs).Complete(answer));
        Assert.False(one.Answer.IsCompleted || two.Answer.IsCompleted);
    }

    private static PendingInference Pending(int rows, params int[] outputs) =>
        new([new Tensor("X", TensorType.Fp64, [rows, 1], new byte[rows * 8])], [.. outputs], CancellationToken.None);

    private static byte[] Answer(string[] labels, int numbers)
    {
        var texts = PlainTensors.Texts(labels).Data;
        return
        [
            .. BitConverter.GetBytes(texts.Length), .. texts.Span,
            .. BitConverter.GetBytes(numbers * 8), .. Enumerable.Range(0, numbers).SelectMany(number => BitConverter.GetBytes((double)number)),
        ];
    }
}
