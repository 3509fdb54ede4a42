using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Berlin.Actors.Grains;

/// <summary>Ends activations that nobody uses: by their age, and, where that is wanted, early while memory is short.</summary>
internal sealed partial class ActivationCollector(
    Catalog catalog, GrainCollectionOptions options, TimeProvider time, IMemoryGauge memory, ILogger<ActivationCollector> logger) : IDisposable
{
    private ITimer? _byAge;
    private ITimer? _byMemory;

    public void Start()
    {
        _byAge = time.CreateTimer(static state => ((Catalog)state!).CollectIdle(), catalog, options.CollectionQuantum, options.CollectionQuantum);
        if (options.EnableActivationSheddingOnMemoryPressure)
        {
            _byMemory = time.CreateTimer(
                static state => ((ActivationCollector)state!).ShedIfShort(), this, options.MemoryUsagePollingPeriod, options.MemoryUsagePollingPeriod);
        }
    }

    public void Dispose()
    {
        _byAge?.Dispose();
        _byMemory?.Dispose();
    }

    private void ShedIfShort()
    {
        var usage = memory.UsagePercentage;
        if (usage <= options.MemoryUsageLimitPercentage)
        {
            return;
        }

        // As if all activations were of one size: the share of them that is the share of memory above the target.
        var share = 1 - (options.MemoryUsageTargetPercentage / usage);
        var shed = catalog.ShedOldest(share);
        LogShedding(usage, options.MemoryUsageLimitPercentage, shed);
    }

    [LoggerMessage(EventId = 4004, Level = LogLevel.Warning, Message = "Memory is at {Usage:F0} %, above {Limit:F0} %: {Count} idle activations end")]
    private partial void LogShedding(double usage, double limit, int count);
}
