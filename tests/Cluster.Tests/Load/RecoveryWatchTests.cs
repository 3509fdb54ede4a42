using Berlin.Chaos.Load;

namespace Berlin.Cluster.Tests.Load;

/// <summary>What counts as a trainer that takes writes again.</summary>
public sealed class RecoveryWatchTests
{
    private static readonly ModelUnderLoad[] Models = [.. Enumerable.Range(0, 2).Select(number => new ModelUnderLoad(number, "acme", $"m{number}", "key", IsTaught: true))];

    private readonly CallLog _log = new();

    [Fact]
    public async Task Wait_EveryTrainerAcknowledges_TellsEachOnce()
    {
        using var watch = new RecoveryWatch(_log, Models);
        Add(0, CallOutcome.Ok, watch.Began);
        Add(1, CallOutcome.Ok, watch.Began);
        Add(1, CallOutcome.Ok, watch.Began);
        Assert.Equal([0, 1], (await watch.WaitAsync(TimeSpan.FromSeconds(10))).Keys.Order());
    }

    [Fact]
    public async Task Wait_WriteThatWasBegunBefore_DoesNotCount()
    {
        using var watch = new RecoveryWatch(_log, Models);
        Add(0, CallOutcome.Ok, watch.Began - TimeSpan.FromTicks(1));
        Add(1, CallOutcome.Ok, watch.Began);
        Assert.Equal([1], (await watch.WaitAsync(TimeSpan.Zero)).Keys);
    }

    [Fact]
    public async Task Wait_RefusalsAndPredictions_DoNotCount()
    {
        using var watch = new RecoveryWatch(_log, Models);
        Add(0, CallOutcome.Refused, watch.Began);
        _log.Add(new CallRecord(CallKind.Predict, 1, watch.Began, _log.Now, CallOutcome.Ok, null));
        Assert.Empty(await watch.WaitAsync(TimeSpan.Zero));
    }

    private void Add(int model, CallOutcome outcome, TimeSpan due) => _log.Add(new CallRecord(CallKind.Observe, model, due, _log.Now, outcome, null));
}
