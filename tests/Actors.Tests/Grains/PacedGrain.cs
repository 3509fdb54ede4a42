namespace Berlin.Actors.Tests.Grains;

/// <summary>A grain whose timer waits at one gate per tick.</summary>
public interface IPacedGrain : IGrainWithStringKey
{
    Task BeginAsync(string first, string second, TimeSpan period);

    Task<int> TicksAsync();
}

public class PacedGrain : Grain, IPacedGrain
{
    private int _ticks;

    public Task BeginAsync(string first, string second, TimeSpan period)
    {
        this.RegisterGrainTimer(
            async (gates, _) =>
            {
                await Gates.Of(gates[_ticks % 2]).PassAsync();
                _ticks++;
            },
            new[] { first, second },
            period,
            period);
        return Task.CompletedTask;
    }

    public Task<int> TicksAsync() => Task.FromResult(_ticks);
}
