using System.ComponentModel.DataAnnotations;

namespace Berlin.Grains.Serving;

/// <summary>When entity learners are stored. What is not stored is read from the log again.</summary>
public sealed class EntityOptions
{
    /// <summary>Rows after which a learner in use is stored. Default 256: reading them again takes a few milliseconds.</summary>
    [Range(1, 1_000_000)]
    public int RowsBeforeStoring { get; set; } = 256;

    /// <summary>Rows for which a learner that goes idle is stored. Default 32: fewer are as quickly read from the log.</summary>
    [Range(1, 1_000_000)]
    public int RowsWorthStoring { get; set; } = 32;
}
