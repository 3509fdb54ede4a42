using System.Collections.Immutable;
using Berlin.Runtimes.Loading;
using Berlin.Runtimes.Signatures;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Tests.Residency;

/// <summary>A session that only has a size, and knows whether it has ended.</summary>
internal sealed class SizedSession(long bytes) : IModelSession
{
    private int _ends;

    public bool HasEnded => Volatile.Read(ref _ends) > 0;

    public Signature Signature => new([], []);

    public long ResidentBytes => bytes;

    public ValueTask<ImmutableArray<Tensor>> InferAsync(ImmutableArray<Tensor> inputs, ImmutableArray<int> outputs, CancellationToken cancellationToken) =>
        HasEnded ? throw new ObjectDisposedException(nameof(SizedSession)) : new([]);

    public ValueTask DisposeAsync()
    {
        Assert.Equal(1, Interlocked.Increment(ref _ends));
        return ValueTask.CompletedTask;
    }
}
