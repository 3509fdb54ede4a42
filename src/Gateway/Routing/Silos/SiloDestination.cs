using System.Diagnostics.CodeAnalysis;
using Berlin.Gateway.Routing.Health;
using Berlin.Gateway.Routing.Rings;

namespace Berlin.Gateway.Routing.Silos;

/// <summary>What the gateway holds of one silo for as long as its cluster knows it. Thread-safe.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without a timer holds nothing that has to be released.")]
internal sealed class SiloDestination(RingSilo silo, GatewayOptions options, TimeProvider time)
{
    private readonly CancellationTokenSource _gone = new();
    private Task _probing = Task.CompletedTask;

    /// <summary>The silo.</summary>
    public RingSilo Silo { get; } = silo;

    /// <summary>How it is.</summary>
    public SiloHealth Health { get; } = new(time);

    /// <summary>What may be on its way there.</summary>
    public ConnectionSlots Slots { get; } = new(options.MaxConnectionsPerSilo, options.SiloConnectTimeout);

    /// <summary>Cancelled when the cluster does not know the silo any more: no answer of it can count.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>Begins to look after its health.</summary>
    public void BeginProbing(HttpMessageInvoker http, ILogger<ReadinessProbe> logger) =>
        _probing = new ReadinessProbe(Silo, Health, http, options, time, logger).RunAsync(_gone.Token);

    /// <summary>The silo is gone, or the gateway stops.</summary>
    public async Task EndAsync()
    {
        await _gone.CancelAsync();
        await _probing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
