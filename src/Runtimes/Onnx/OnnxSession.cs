using System.Collections.Immutable;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Onnx.Native;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Onnx;

/// <summary>A loaded ONNX graph. Calls run at the same time, each on its caller's thread, and end with their tokens.</summary>
internal sealed class OnnxSession(OrtProcess process, OrtSession session, Signature signature, long residentBytes) : IModelSession
{
    // The one that the last call left. Calls at the same time make their own.
    private RunStop? _spare;

    public Signature Signature => signature;

    public long ResidentBytes => residentBytes;

    public ValueTask<ImmutableArray<Tensor>> InferAsync(ImmutableArray<Tensor> inputs, ImmutableArray<int> outputs, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ImmutableArray<Tensor>>(cancellationToken);
        }

        try
        {
            return new ValueTask<ImmutableArray<Tensor>>(
                cancellationToken.CanBeCanceled ? RunUntil(inputs, outputs, cancellationToken) : Run(inputs, outputs, options: 0));
        }
        catch (OrtException) when (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ImmutableArray<Tensor>>(cancellationToken);
        }
        catch (OrtException exception) when (exception.IsOutOfMemory)
        {
            return ValueTask.FromException<ImmutableArray<Tensor>>(new RuntimeUnavailableException("This server has no memory left for a calculation of this size.", exception));
        }
        catch (OrtException exception)
        {
            return ValueTask.FromException<ImmutableArray<Tensor>>(new InferenceFaultException($"The model cannot answer: {exception.Message}"));
        }
        catch (InferenceFaultException exception)
        {
            return ValueTask.FromException<ImmutableArray<Tensor>>(exception);
        }
    }

    public ValueTask DisposeAsync()
    {
        lock (NativeHeap.Gate)
        {
            session.Dispose();
        }

        Interlocked.Exchange(ref _spare, null)?.Dispose();
        return ValueTask.CompletedTask;
    }

    private ImmutableArray<Tensor> Run(ImmutableArray<Tensor> inputs, ImmutableArray<int> outputs, nint options) =>
        new OrtRun(process, session, signature, inputs, outputs).Execute(options);

    private ImmutableArray<Tensor> RunUntil(ImmutableArray<Tensor> inputs, ImmutableArray<int> outputs, CancellationToken cancellationToken)
    {
        var stop = Interlocked.Exchange(ref _spare, null) ?? new RunStop(process.Api);
        try
        {
            using var watch = stop.Watch(cancellationToken);
            return Run(inputs, outputs, stop.Options);
        }
        finally
        {
            // One that was asked to stop would stop its next run too.
            if (cancellationToken.IsCancellationRequested || Interlocked.CompareExchange(ref _spare, stop, null) is not null)
            {
                stop.Dispose();
            }
        }
    }
}
