using System.Collections.Immutable;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Python.Batches;

/// <summary>A request that waits for its answer.</summary>
internal sealed class PendingInference
{
    private readonly TaskCompletionSource<ImmutableArray<Tensor>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _cancellation;

    public PendingInference(ImmutableArray<Tensor> inputs, ImmutableArray<int> outputs, CancellationToken cancellationToken)
    {
        Inputs = inputs;
        Outputs = outputs;
        Rows = RowsOf(inputs);
        SizeBytes = inputs.Sum(input => (long)input.Data.Length);
        _cancellationToken = cancellationToken;
        _cancellation = cancellationToken.UnsafeRegister(static (pending, token) => ((PendingInference)pending!)._answer.TrySetCanceled(token), this);
    }

    public ImmutableArray<Tensor> Inputs { get; }

    /// <summary>Indexes of the outputs that are asked for.</summary>
    public ImmutableArray<int> Outputs { get; }

    public int Rows { get; }

    public long SizeBytes { get; }

    /// <summary>The answer.</summary>
    public Task<ImmutableArray<Tensor>> Answer => _answer.Task;

    /// <summary>Whether nobody waits any more.</summary>
    public bool IsAbandoned => _cancellationToken.IsCancellationRequested;

    public void Complete(ImmutableArray<Tensor> answer)
    {
        _cancellation.Unregister();
        _answer.TrySetResult(answer);
    }

    public void Fail(Exception error)
    {
        _cancellation.Unregister();
        _answer.TrySetException(error);
    }

    private static int RowsOf(ImmutableArray<Tensor> inputs)
    {
        var rows = inputs[0].Shape[0];
        foreach (var input in inputs)
        {
            if (input.Shape[0] != rows)
            {
                throw new InferenceFaultException($"Input '{input.Name}' has {input.Shape[0]} rows and '{inputs[0].Name}' has {rows}; all inputs must have as many.");
            }
        }

        if (rows is 0 or > int.MaxValue)
        {
            throw new InferenceFaultException($"Input '{inputs[0].Name}' has {rows} rows; there must be one at least.");
        }

        return (int)rows;
    }
}
