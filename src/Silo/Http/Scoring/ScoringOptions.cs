using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Scoring;

/// <summary>Bounds of bulk scoring. docs/reference/scoring.md tells what they mean for a client.</summary>
public sealed class ScoringOptions
{
    /// <summary>Streams that a silo scores at one time, 1 to 1,024; default 16. A further one is answered with 503.</summary>
    [Range(1, 1024)]
    public int MaxStreams { get; set; } = 16;

    /// <summary>Largest row in bytes as sent, 1 KiB to 16 MiB; default 256 KiB. A larger one is a row with a fault.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxRowBytes { get; set; } = 256 * 1024;

    /// <summary>Rows that are scored in one call, 1 to 10,000; default 256, which holds a model for some milliseconds.</summary>
    [Range(1, 10_000)]
    public int SliceRows { get; set; } = 256;

    /// <summary>
    /// Bytes of an answer that wait on disk for a client that sends its whole body before it reads, 64 KiB to 1 TiB;
    /// default 1 GiB, about ten million rows. Beyond it the body is read no further until the client reads.
    /// </summary>
    [Range(64 * 1024, 1024L * 1024 * 1024 * 1024)]
    public long MaxUnreadAnswerBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Longest time in which a client neither sends what is waited for nor takes what is sent, 1 s to 10 min; default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ClientTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Checks the range of each of <see cref="ScoringOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ScoringOptionsValidator : IValidateOptions<ScoringOptions>;
