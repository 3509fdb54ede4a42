using System.Collections.Immutable;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Loading;

/// <summary>A loaded version. Thread-safe. Who disposes of it has seen all its calls end.</summary>
public interface IModelSession : IAsyncDisposable
{
    /// <summary>What the artifact itself says that it takes and gives; the manifest's signature must agree with it.</summary>
    Signature Signature { get; }

    /// <summary>Memory that it holds on this machine, measured at loading, in bytes; also outside this process.</summary>
    long ResidentBytes { get; }

    /// <summary>Answers one request.</summary>
    /// <param name="inputs">One tensor for each input of <see cref="Signature"/>, in its order, of its datatype and a shape that it allows.</param>
    /// <param name="outputs">Indexes into the outputs of <see cref="Signature"/> that are asked for.</param>
    /// <param name="cancellationToken">The caller's; a calculation that has begun may go on to its end.</param>
    /// <returns>The tensors asked for, in their order, on memory of the caller's own.</returns>
    /// <exception cref="InferenceFaultException">These inputs cannot be answered; others can.</exception>
    /// <exception cref="RuntimeUnavailableException">It cannot answer now.</exception>
    ValueTask<ImmutableArray<Tensor>> InferAsync(ImmutableArray<Tensor> inputs, ImmutableArray<int> outputs, CancellationToken cancellationToken);
}
