namespace Berlin.Storage.Tests;

public sealed class MicrosecondsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 0)]
    [InlineData(10, 1)]
    [InlineData(-1, -1)]
    [InlineData(-10, -1)]
    [InlineData(-11, -2)]
    public void ToUnix_TicksAroundTheEpoch_RoundDown(long ticks, long microseconds)
    {
        var time = DateTimeOffset.UnixEpoch.AddTicks(ticks);

        Assert.Equal(microseconds, Microseconds.ToUnix(time));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(microseconds * 10), Microseconds.Truncate(time));
    }

    [Fact]
    public void Truncate_EdgesOfTime_StayInRange()
    {
        Assert.Equal(DateTimeOffset.MinValue, Microseconds.Truncate(DateTimeOffset.MinValue));
        Assert.Equal(DateTimeOffset.MaxValue.AddTicks(-9), Microseconds.Truncate(DateTimeOffset.MaxValue));
        Assert.Null(Microseconds.Truncate(null));
    }

    [Fact]
    public void Truncate_OtherOffset_IsTheSameInstantInUtc()
    {
        var truncated = Microseconds.Truncate(new DateTimeOffset(2026, 1, 1, 0, 30, 0, TimeSpan.FromHours(2)));

        Assert.Equal(new DateTimeOffset(2025, 12, 31, 22, 30, 0, TimeSpan.Zero), truncated);
        Assert.Equal(TimeSpan.Zero, truncated.Offset);
    }
}
