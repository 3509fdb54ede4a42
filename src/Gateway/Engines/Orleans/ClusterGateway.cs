namespace Berlin.Gateway.Engines;

/// <summary>A gateway in a process of its own. Only the embedded engine tells gateways where its silos answer HTTP.</summary>
public sealed class ClusterGateway : IAsyncDisposable
{
    private ClusterGateway()
    {
    }

    /// <summary>Where clients reach it.</summary>
    public Uri Url => throw Unsupported();

    /// <summary>Refuses.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static Task<ClusterGateway> StartAsync(
        GatewayOptions options, string connectionString, string name, Action<ILoggingBuilder> logging, CancellationToken cancellationToken) => throw Unsupported();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static NotSupportedException Unsupported() =>
        new("This build runs on Microsoft Orleans, which does not tell gateways where silos answer HTTP; name them in GatewayOptions.SiloAddresses.");
}
