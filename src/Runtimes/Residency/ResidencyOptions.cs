using System.ComponentModel.DataAnnotations;

namespace Berlin.Runtimes.Residency;

/// <summary>How many loaded versions a silo holds, and how it loads them.</summary>
public sealed class ResidencyOptions
{
    /// <summary>Most memory of loaded versions in bytes, as their runtimes measure it, 1 MiB to 1 TiB; default 1 GiB.</summary>
    [Range(1024L * 1024, 1024L * 1024 * 1024 * 1024)]
    public long BudgetBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Most loads at the same time, 1 to 256; default 4. Loading takes processors from answering.</summary>
    [Range(1, 256)]
    public int MaxLoads { get; set; } = 4;

    /// <summary>Most versions that wait to be loaded, 0 to 100,000; default 256. Requests for further ones are refused at once.</summary>
    [Range(0, 100_000)]
    public int MaxWaiting { get; set; } = 256;

    /// <summary>
    /// How many times its own loading time a version stays at least, 0 to 1,000; default 10. Where more versions are asked for than
    /// fit, this bounds the part of the time that goes into loading instead of answering to about one in so many.
    /// </summary>
    [Range(0, 1000)]
    public int StayFactor { get; set; } = 10;

    /// <summary>Longest time for which a load waits until another version may go, 0 to 5 minutes; default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a version that could not be loaded is not tried again, 0 to 1 hour; default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromSeconds(1);
}
