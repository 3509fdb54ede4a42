namespace Orleans.Configuration;

/// <summary>When idle activations end, and how long beginning and ending may take.</summary>
public class GrainCollectionOptions
{
    /// <summary>Default of <see cref="CollectionQuantum"/>: 1 minute.</summary>
    public static readonly TimeSpan DEFAULT_COLLECTION_QUANTUM = TimeSpan.FromMinutes(1);

    /// <summary>Default of <see cref="ActivationTimeout"/>: 30 seconds.</summary>
    public static readonly TimeSpan DEFAULT_ACTIVATION_TIMEOUT = TimeSpan.FromSeconds(30);

    /// <summary>Default of <see cref="DeactivationTimeout"/>: 30 seconds.</summary>
    public static readonly TimeSpan DEFAULT_DEACTIVATION_TIMEOUT = TimeSpan.FromSeconds(30);

    /// <summary>How long an activation stays without a call; default 15 minutes, greater than <see cref="CollectionQuantum"/>.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often idle activations are looked for; default 1 minute.</summary>
    public TimeSpan CollectionQuantum { get; set; } = DEFAULT_COLLECTION_QUANTUM;

    /// <summary>Ages of single classes, by full class name; win over <see cref="CollectionAgeLimitAttribute"/>.</summary>
    public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];

    /// <summary>How long <c>OnActivateAsync</c> may take before its token is cancelled.</summary>
    public TimeSpan ActivationTimeout { get; set; } = DEFAULT_ACTIVATION_TIMEOUT;

    /// <summary>How long running calls and <c>OnDeactivateAsync</c> may take before the activation is given up.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = DEFAULT_DEACTIVATION_TIMEOUT;

    /// <summary>Whether activations that are idle longest end early while the process is short of memory; default no.</summary>
    public bool EnableActivationSheddingOnMemoryPressure { get; set; }

    /// <summary>Share of the available memory in use above which activations are shed, in percent; default 80.</summary>
    public double MemoryUsageLimitPercentage { get; set; } = 80;

    /// <summary>Share of the available memory that shedding aims at, in percent, below the limit; default 75.</summary>
    public double MemoryUsageTargetPercentage { get; set; } = 75;

    /// <summary>How often memory is looked at; default 5 seconds.</summary>
    public TimeSpan MemoryUsagePollingPeriod { get; set; } = TimeSpan.FromSeconds(5);
}
