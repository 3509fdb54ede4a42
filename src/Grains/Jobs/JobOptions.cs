using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Berlin.Grains.Jobs;

/// <summary>Bounds of jobs.</summary>
public sealed class JobOptions
{
    /// <summary>Jobs that a silo works on at one time, 1 to 64; default 1, which leaves the other cores to those who wait for answers. The rest queue.</summary>
    [Range(1, 64)]
    public int MaxRunning { get; set; } = 1;

    /// <summary>Jobs that a tenant may have, finished ones included, 1 to 10,000; default 100.</summary>
    [Range(1, 10_000)]
    public int MaxJobsPerTenant { get; set; } = 100;

    /// <summary>Largest input of a job in bytes, 1 KiB to 1 TiB; default 4 GiB. It is stored before the job begins.</summary>
    [Range(1024, 1024L * 1024 * 1024 * 1024)]
    public long MaxInputBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Rows after which a job's progress is stored, 1 to 1,000,000; default 4,096: what a crash makes it do again.</summary>
    [Range(1, 1_000_000)]
    public int ProgressRows { get; set; } = 4096;

    /// <summary>How long a finished job and its files are kept, 1 min to 10 years; default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan KeepFinished { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long after its last change an input without a job counts as left over from a crash, and is removed when a silo starts, 0 to 30 days; default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan OrphanAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often finished jobs are looked for, and those that a passing fault has stopped are begun again, 100 ms to 1 day; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Names every fault of <see cref="JobOptions"/> before the silo starts.</summary>
[OptionsValidator]
internal sealed partial class JobOptionsValidator : IValidateOptions<JobOptions>;
