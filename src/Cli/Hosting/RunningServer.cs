namespace Berlin.Cli.Hosting;

/// <summary>A gateway and a silo that run in this process.</summary>
/// <param name="url">Where it answers.</param>
/// <param name="operatorKeyFile">Path of the file that holds the operator key.</param>
/// <param name="waitForShutdown">Completes when the server has stopped or was asked to.</param>
/// <param name="stop">Stops the server in order and frees what it holds.</param>
internal sealed class RunningServer(
    Uri url, string operatorKeyFile, Func<CancellationToken, Task> waitForShutdown, Func<ValueTask> stop) : IAsyncDisposable
{
    /// <summary>Where it answers.</summary>
    public Uri Url { get; } = url;

    /// <summary>Path of the file that holds the operator key.</summary>
    public string OperatorKeyFile { get; } = operatorKeyFile;

    /// <summary>Waits until the server has stopped by itself or the token asks for an end.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => waitForShutdown(cancellationToken);

    /// <summary>Stops the server in order: requests in flight end, trainers checkpoint.</summary>
    public ValueTask DisposeAsync() => stop();
}
