namespace Berlin.Storage;

/// <summary>Times as the stores keep them: UTC, whole microseconds, rounded down.</summary>
internal static class Microseconds
{
    /// <summary>The time as it will be read back.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) => FromUnix(ToUnix(time));

    /// <summary>As <see cref="Truncate(DateTimeOffset)"/>; null stays null.</summary>
    public static DateTimeOffset? Truncate(DateTimeOffset? time) => time is { } value ? Truncate(value) : null;

    /// <summary>Microseconds since 1970-01-01T00:00:00Z; negative before.</summary>
    public static long ToUnix(DateTimeOffset time)
    {
        var ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        var microseconds = Math.DivRem(ticks, TimeSpan.TicksPerMicrosecond, out var remainder);
        return remainder < 0 ? microseconds - 1 : microseconds;
    }

    /// <summary>The inverse of <see cref="ToUnix(DateTimeOffset)"/>.</summary>
    public static DateTimeOffset FromUnix(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>As <see cref="FromUnix(long)"/>; null stays null.</summary>
    public static DateTimeOffset? FromUnix(long? microseconds) => microseconds is { } value ? FromUnix(value) : null;

    /// <summary>As <see cref="ToUnix(DateTimeOffset)"/>; null stays null.</summary>
    public static long? ToUnix(DateTimeOffset? time) => time is { } value ? ToUnix(value) : null;
}
