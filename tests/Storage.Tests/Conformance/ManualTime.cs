namespace Berlin.Storage.Tests.Conformance;

/// <summary>A clock that a test sets; it starts with a fraction of a microsecond.</summary>
public sealed class ManualTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);

    public override DateTimeOffset GetUtcNow() => Now;
}
