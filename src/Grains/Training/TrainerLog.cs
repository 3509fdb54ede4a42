using Microsoft.Extensions.Logging;

namespace Berlin.Grains.Training;

internal static partial class TrainerLog
{
    [LoggerMessage(2001, LogLevel.Information, "Trainer {Tenant}/{Model} took its stream: epoch {Epoch}, head {Head}, replayed {Replayed}.")]
    public static partial void Opened(ILogger logger, string tenant, string model, long epoch, long head, long replayed);

    [LoggerMessage(2002, LogLevel.Warning, "Checkpoint {Sequence} of {Tenant}/{Model} is set aside: {Fault}.")]
    public static partial void CheckpointSetAside(ILogger logger, string tenant, string model, long sequence, string fault);

    [LoggerMessage(2003, LogLevel.Warning, "Trainer {Tenant}/{Model} lost its stream to another owner after epoch {Epoch}.")]
    public static partial void Fenced(ILogger logger, string tenant, string model, long epoch);

    [LoggerMessage(2004, LogLevel.Warning, "Checkpoint of {Tenant}/{Model} failed; the next one is tried after the interval.")]
    public static partial void CheckpointFailed(ILogger logger, string tenant, string model, Exception exception);

    [LoggerMessage(2005, LogLevel.Debug, "Checkpoint {Sequence} of {Tenant}/{Model} published: {SizeBytes} bytes.")]
    public static partial void CheckpointPublished(ILogger logger, string tenant, string model, long sequence, long sizeBytes);

    [LoggerMessage(2006, LogLevel.Warning, "An append of {Tenant}/{Model} had no answer; re-reading the head settled it: {Outcome}.")]
    public static partial void AppendSettled(ILogger logger, string tenant, string model, string outcome);

    [LoggerMessage(2007, LogLevel.Warning, "The head of {Tenant}/{Model} was not told of new rows; it finds them within a second.")]
    public static partial void HeadNotTold(ILogger logger, string tenant, string model, Exception exception);

    [LoggerMessage(2008, LogLevel.Information, "{Removed} observations of {Tenant}/{Model} are removed; the log has generation {Generation} now.")]
    public static partial void Removed(ILogger logger, string tenant, string model, long removed, long generation);
}
