namespace Berlin.Bench.Actors;

/// <summary>The least that a grain can do.</summary>
public interface IEchoGrain : IGrainWithStringKey
{
    Task<int> EchoAsync(int value);

    ValueTask<int> EchoValueAsync(int value);

    Task<int> EchoCancellableAsync(int value, CancellationToken cancellationToken);
}

public sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<int> EchoAsync(int value) => Task.FromResult(value);

    public ValueTask<int> EchoValueAsync(int value) => ValueTask.FromResult(value);

    public Task<int> EchoCancellableAsync(int value, CancellationToken cancellationToken) => Task.FromResult(value);
}
