namespace Berlin.Grains.Tests.Hosting;

/// <summary>What crosses a grain call where something fails inside.</summary>
public sealed class ExceptionFilterTests
{
    [Theory]
    [InlineData(FailingGrain.SiloGone)]
    [InlineData(FailingGrain.Late)]
    public async Task GrainThatCannotReachAnother_IsAwayForItsCaller(string failure)
    {
        await using var host = await GrainTestHost.StartAsync();
        var error = await Assert.ThrowsAsync<BerlinException>(() => host.Grains.GetGrain<IFailingGrain>("any").FailAsync(failure));
        Assert.Equal((ErrorCodes.SiloUnavailable, true), (error.Code, error.IsTransient));
    }
}
