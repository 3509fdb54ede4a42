using System.Collections.Immutable;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Python.Batches;
using Berlin.Runtimes.Python.Workers;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;
using Microsoft.Extensions.Logging;

namespace Berlin.Runtimes.Python;

/// <summary>A version that worker processes answer. Requests of different callers share calls of the model.</summary>
internal sealed class PythonSession : IModelSession
{
    private readonly WaitingInferences _waiting;
    private readonly BatchFormer _former;
    private readonly ImmutableArray<WorkerLane> _lanes;
    private readonly Func<CancellationToken, Task<LoadedWorker>> _load;
    private readonly Action _released;

    /// <param name="workers">One for each lane; the session's from here on.</param>
    /// <param name="version">For logs.</param>
    /// <param name="load">Makes another one.</param>
    /// <param name="released">Called when no worker is left.</param>
    /// <param name="options">Bounds.</param>
    /// <param name="time">For bounds on time.</param>
    /// <param name="logger">Hears of workers that are replaced.</param>
    public PythonSession(
        IReadOnlyList<LoadedWorker> workers,
        string version,
        Func<CancellationToken, Task<LoadedWorker>> load,
        Action released,
        PythonOptions options,
        TimeProvider time,
        ILogger logger)
    {
        _load = load;
        Signature = workers[0].Signature;
        ResidentBytes = workers.Sum(worker => worker.ResidentBytes);
        _released = released;
        _waiting = new WaitingInferences(options.MaxWaitingRequests);
        _former = new BatchFormer(_waiting, options.MaxBatchDelay, time);
        _lanes = [.. workers.Select(worker => new WorkerLane(worker, version, _former, LoadAnotherAsync, options, time, logger))];
    }

    /// <inheritdoc/>
    public Signature Signature { get; }

    /// <inheritdoc/>
    public long ResidentBytes { get; }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<Tensor>> InferAsync(ImmutableArray<Tensor> inputs, ImmutableArray<int> outputs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_lanes.All(lane => lane.Fault is not null))
        {
            throw WorkerLane.Unavailable(_lanes[0].Fault ?? "it is being started");
        }

        var inference = new PendingInference(inputs, outputs, cancellationToken);
        if (!_waiting.TryAdd(inference))
        {
            throw new RuntimeUnavailableException("Too many requests wait for the model's workers.");
        }

        return await inference.Answer;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
        {
            await lane.DisposeAsync();
        }

        _former.Dispose();
        _released();
    }

    // Modules of the operator's own may have changed on disk since the first worker read them.
    private async Task<LoadedWorker> LoadAnotherAsync(CancellationToken cancellationToken)
    {
        var worker = await _load(cancellationToken);
        var isSame = worker.Signature.Outputs.Select(output => output.Name).SequenceEqual(Signature.Outputs.Select(output => output.Name))
            && SignatureRules.FindBreaks(Signature, worker.Signature).Count == 0;
        if (isSame)
        {
            return worker;
        }

        await worker.DisposeAsync();
        throw new ModelRefusedException("signature", "It is not the one that the version had when it was loaded.");
    }
}
