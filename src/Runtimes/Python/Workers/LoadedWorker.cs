using System.Net.Sockets;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Python.Wire;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Python.Workers;

/// <summary>A worker process that has read a model and answers. One caller at a time.</summary>
internal sealed class LoadedWorker : IAsyncDisposable
{
    /// <summary>How long the nursery may take to say how a worker ended whose connection did; it says so in milliseconds.</summary>
    private static readonly TimeSpan ObituaryTimeout = TimeSpan.FromSeconds(2);

    private const int SignalKill = 9;
    private const int MaxInputs = 10_000;

    /// <summary>What a worker says goes into answers and the registry.</summary>
    private const int MaxTextCharacters = 1_000;

    /// <summary>Outputs are asked for with a bit each.</summary>
    private const int MaxOutputs = 32;

    private readonly NurseryWorker _worker;
    private readonly TimeProvider _time;

    private LoadedWorker(NurseryWorker worker, LoadedMessage loaded, TimeProvider time)
    {
        _worker = worker;
        _time = time;
        Signature = SignatureOf(loaded);
        ResidentBytes = loaded.ResidentBytes;
    }

    /// <summary>What the model takes and gives.</summary>
    public Signature Signature { get; }

    /// <summary>Memory that it has beyond what workers share.</summary>
    public long ResidentBytes { get; }

    /// <summary>Calls that it has answered.</summary>
    public long Answered { get; private set; }

    /// <summary>Ends when the process does.</summary>
    public Task Ended => _worker.Exited;

    /// <summary>Forks a worker and has it read a model.</summary>
    /// <exception cref="ModelRefusedException">The model must not serve.</exception>
    /// <exception cref="RuntimeUnavailableException">It did not come so far.</exception>
    public static async Task<LoadedWorker> LoadAsync(NurseryProcess nursery, LoadMessage model, TimeSpan bound, TimeProvider time, CancellationToken cancellationToken)
    {
        NurseryWorker? worker = null;
        using var timeout = new CancellationTokenSource(bound, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            worker = await nursery.SpawnAsync(either.Token);
            await worker.Connection.SendAsync(FrameKind.Load, model, MessageJson.Default.LoadMessage, either.Token);
            var frame = await worker.Connection.ReceiveAsync(FrameConnection.MaxMessageBytes, either.Token);
            if (frame.Kind == FrameKind.Refused)
            {
                var refused = frame.Read(FrameKind.Refused, MessageJson.Default.RefusedMessage);
                throw new ModelRefusedException(Bounded(refused.Field), Bounded(refused.Reason));
            }

            return new LoadedWorker(worker, frame.Read(FrameKind.Loaded, MessageJson.Default.LoadedMessage), time);
        }
        catch (Exception error) when (error is IOException or SocketException or InvalidDataException or OperationCanceledException or WorkerLostException or ModelRefusedException)
        {
            var lost = worker is null ? error as WorkerLostException : await BuryAsync(worker, error, time);
            cancellationToken.ThrowIfCancellationRequested();
            throw error switch
            {
                ModelRefusedException => error,
                OperationCanceledException => new RuntimeUnavailableException($"The model was not loaded in {bound}; its worker was killed."),
                _ when lost is { Signal: not 0 and not SignalKill } => new ModelRefusedException($"files.{model.Name}", $"The worker that read it was ended by signal {lost.Signal}."),
                _ => new RuntimeUnavailableException($"The worker that read the model was lost: {lost?.Message ?? error.Message}.", error),
            };
        }
    }

    /// <summary>Has it answer.</summary>
    /// <param name="request">A frame.</param>
    /// <param name="bound">How long it may take.</param>
    /// <param name="cancellationToken">The supervisor's; the worker is of no use after that.</param>
    /// <exception cref="WorkerLostException">It did not; it is to be disposed of.</exception>
    public async Task<Frame> AskAsync(ReadOnlyMemory<byte> request, TimeSpan bound, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(bound, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _worker.Connection.SendAsync(request, either.Token);
            var frame = await _worker.Connection.ReceiveAsync(Frame.MaxContentBytes, either.Token);
            if (frame.Kind is not (FrameKind.Answer or FrameKind.Fault))
            {
                throw new InvalidDataException($"a frame of kind {frame.Kind} for an answer");
            }

            Answered += frame.Kind == FrameKind.Answer ? 1 : 0;
            return frame;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new WorkerLostException($"it took longer than {bound} and was killed");
        }
        catch (InvalidDataException error)
        {
            throw new WorkerLostException($"it answered with {error.Message}");
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            throw await BuryAsync(_worker, error, _time);
        }
    }

    /// <summary>Kills it.</summary>
    public async ValueTask DisposeAsync() => await _worker.KillAsync();

    // How it ended says more than that its connection did.
    private static async Task<WorkerLostException> BuryAsync(NurseryWorker worker, Exception error, TimeProvider time)
    {
        if (error is IOException or SocketException)
        {
            await Task.WhenAny(worker.Exited, Task.Delay(ObituaryTimeout, time));
        }

        if (!worker.Exited.IsCompletedSuccessfully)
        {
            await worker.KillAsync();
            return new WorkerLostException(error.Message);
        }

        await worker.KillAsync();
        var exited = await worker.Exited;
        return new WorkerLostException(exited.Signal != 0 ? $"it was ended by signal {exited.Signal}" : $"it ended with code {exited.Code}", exited.Signal);
    }

    private static string Bounded(string text) => text.Length <= MaxTextCharacters ? text : text[..MaxTextCharacters];

    private static Signature SignatureOf(LoadedMessage loaded)
    {
        if (loaded.Inputs.IsDefaultOrEmpty || loaded.Outputs.IsDefaultOrEmpty || loaded.Inputs.Length > MaxInputs || loaded.Outputs.Length > MaxOutputs || loaded.ResidentBytes < 0)
        {
            throw new InvalidDataException("a signature without inputs or outputs, or with too many");
        }

        return new Signature([.. loaded.Inputs.Select(SpecOf)], [.. loaded.Outputs.Select(SpecOf)]);
    }

    private static TensorSpec SpecOf(SpecMessage spec)
    {
        if (TensorTypes.Find(spec.Type) is not { } type || spec.Shape.IsDefault || spec.Shape is not [TensorSpec.AnyLength, .. { Length: <= 2 } rest] || rest.Any(length => length is < 1 or > int.MaxValue))
        {
            throw new InvalidDataException("a tensor of no known type, or of a shape that no output has");
        }

        return new TensorSpec(spec.Name, type, spec.Shape);
    }
}
