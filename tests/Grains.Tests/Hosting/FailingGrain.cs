namespace Berlin.Grains.Tests.Hosting;

/// <inheritdoc />
public sealed class FailingGrain : Grain, IFailingGrain
{
    public const string SiloGone = "silo gone";

    public const string Late = "late";

    public Task FailAsync(string failure) => failure switch
    {
        SiloGone => throw new SiloUnavailableException("The silo stops and there is no other."),
        Late => throw new TimeoutException("No answer within 30 s."),
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };
}
