using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Python.Batches;
using Berlin.Runtimes.Python.Wire;
using Microsoft.Extensions.Logging;

namespace Berlin.Runtimes.Python.Workers;

/// <summary>Has one worker of a version answer what waits, and puts another in its place when it ends, hangs or talks nonsense.</summary>
internal sealed class WorkerLane : IAsyncDisposable
{
    /// <summary>Most bytes of requests that are joined; a larger request goes alone.</summary>
    private const long MaxBatchBytes = 16 * 1024 * 1024;

    private readonly PythonOptions _options;
    private readonly string _version;
    private readonly BatchFormer _former;
    private readonly Func<CancellationToken, Task<LoadedWorker>> _load;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RestartDelay _delay;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private LoadedWorker? _worker;
    private TimeSpan _pause;
    private volatile string? _fault;

    public WorkerLane(LoadedWorker first, string version, BatchFormer former, Func<CancellationToken, Task<LoadedWorker>> load, PythonOptions options, TimeProvider time, ILogger logger)
    {
        (_worker, _version, _former, _load, _options, _time, _logger) = (first, version, former, load, options, time, logger);
        _delay = new RestartDelay(options.LongestRestartDelay, time);
        former.Join();
        _running = RunAsync();
    }

    /// <summary>Why it cannot answer for now; null while it can, or will in a moment.</summary>
    public string? Fault => _fault;

    /// <summary>Ends its worker. Nobody waits for answers any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        if (_worker is not null)
        {
            await _worker.DisposeAsync();
        }

        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            IReadOnlyList<PendingInference> inferences = [];
            try
            {
                await RestoreAsync();
                inferences = await _former.NextAsync(_options.MaxBatchRows, MaxBatchBytes, _worker!.Ended, _stop.Token);
                await AnswerAsync(inferences);
                if (_worker is { Ended.IsCompleted: true })
                {
                    await LoseAsync("it ended while it had nothing to do");
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                FailAll(inferences, "its version is being unloaded");
            }
            catch (Exception error)
            {
                // The worker supervisor: whatever a worker brings about, the next request meets a new one.
                PythonLog.Defect(_logger, _version, error);
                FailAll(inferences, "its supervision met a fault");
                await LoseAsync("its supervision met a fault");
            }
        }
    }

    // Until there is a worker.
    private async Task RestoreAsync()
    {
        while (_worker is null)
        {
            if (_pause > TimeSpan.Zero)
            {
                await Task.Delay(_pause, _time, _stop.Token);
                _pause = TimeSpan.Zero;
                _former.Join();
            }

            await TryLoadAsync();
        }
    }

    private async Task TryLoadAsync()
    {
        try
        {
            _worker = await _load(_stop.Token);
            _delay.Started();
            _fault = null;
            PythonLog.WorkerReplaced(_logger, _version);
        }
        catch (Exception error) when (error is RuntimeUnavailableException or ModelRefusedException)
        {
            Postpone(error.Message);
        }
    }

    private async Task AnswerAsync(IReadOnlyList<PendingInference> inferences)
    {
        if (inferences.Count == 0)
        {
            return;
        }

        var batch = new Batch(inferences, _worker!.Signature.Outputs);
        if (batch.FrameBytes > Frame.MaxContentBytes)
        {
            inferences[0].Fail(new InferenceFaultException($"The inputs take {inferences[0].SizeBytes} bytes; at most {Frame.MaxContentBytes} fit a call."));
            return;
        }

        try
        {
            var wasFresh = _worker.Answered == 0;
            var frame = await _worker.AskAsync(batch.ToFrame(), _options.CallTimeout, _stop.Token);
            if (frame.Kind == FrameKind.Answer)
            {
                batch.Complete(frame.Content);
                return;
            }

            await TakeFaultAsync(inferences, frame.Read(FrameKind.Fault, MessageJson.Default.FaultMessage), wasFresh);
        }
        catch (Exception error) when (error is WorkerLostException or InvalidDataException)
        {
            FailAll(inferences, error.Message);
            await LoseAsync(error.Message);
        }
    }

    // One bad request does not fail those beside it: each is asked again alone.
    private async Task TakeFaultAsync(IReadOnlyList<PendingInference> inferences, FaultMessage fault, bool wasFresh)
    {
        var again = inferences.Count > 1;
        if (fault.Kind == "memory")
        {
            // Earlier calls may have left too little: a request is at fault only if a fresh worker cannot answer it.
            again |= !wasFresh;
            await LoseAsync("it needed more memory than it may use");
        }

        if (!again)
        {
            inferences[0].Fail(new InferenceFaultException(Describe(fault)));
            return;
        }

        foreach (var inference in inferences)
        {
            if (_worker is null && _pause == TimeSpan.Zero)
            {
                await TryLoadAsync();
            }

            if (_worker is null)
            {
                inference.Fail(Unavailable(_fault ?? "it is being started"));
            }
            else
            {
                await AnswerAsync([inference]);
            }
        }
    }

    private async Task LoseAsync(string reason)
    {
        if (_worker is { } worker)
        {
            _worker = null;
            await worker.DisposeAsync();
        }

        Postpone(reason);
    }

    // The first start is at once, and what waits waits for it. While a longer delay runs, requests are refused, not held.
    private void Postpone(string reason)
    {
        if (_pause > TimeSpan.Zero)
        {
            return;
        }

        _pause = _delay.Next();
        PythonLog.WorkerLost(_logger, _version, _pause, reason);
        if (_pause > TimeSpan.Zero)
        {
            _fault = $"{reason}; it is started again within {_pause}";
            FailAll(_former.Leave(), _fault);
        }
    }

    private string Describe(FaultMessage fault) => fault.Kind switch
    {
        "memory" => $"The inputs need more memory than a worker may use, {_options.WorkerMemoryBytes} bytes.",
        "model" => $"The model failed on these inputs with {fault.Reason}.",
        _ => $"The model does not take these inputs: {fault.Reason}.",
    };

    private static void FailAll(IEnumerable<PendingInference> inferences, string reason)
    {
        foreach (var inference in inferences)
        {
            inference.Fail(Unavailable(reason));
        }
    }

    /// <summary>What a caller gets while there is no worker.</summary>
    public static RuntimeUnavailableException Unavailable(string reason) => new($"The model's worker cannot answer now: {reason}.");
}
