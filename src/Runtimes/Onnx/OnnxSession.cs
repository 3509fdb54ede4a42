using System.Collections.Immutable;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Onnx.Native;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Onnx;

/// <summary>A loaded ONNX graph. Calls run at the same time, each on its caller's thread.</summary>
internal sealed class OnnxSession(OrtProcess process, OrtSession session, Signature signature, long residentBytes) : IModelSession
{
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
            return new ValueTask<ImmutableArray<Tensor>>(new OrtRun(process, session, signature, inputs, outputs).Execute());
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
        session.Dispose();
        return ValueTask.CompletedTask;
    }
}
