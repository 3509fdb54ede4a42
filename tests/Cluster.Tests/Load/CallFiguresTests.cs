using Berlin.Chaos.Campaign;
using Berlin.Chaos.Faults;
using Berlin.Chaos.Load;

namespace Berlin.Cluster.Tests.Load;

/// <summary>What a campaign tells of calls, and in which order it makes faults.</summary>
public sealed class CallFiguresTests
{
    [Fact]
    public void Of_HundredCalls_CountsFailuresAndRanksTimes()
    {
        var calls = Enumerable.Range(1, 100).Select(number => new CallRecord(
            CallKind.Predict, 0, TimeSpan.Zero, TimeSpan.FromMilliseconds(number), number % 50 == 0 ? CallOutcome.Refused : CallOutcome.Ok, number % 50 == 0 ? "503" : null));
        var figures = CallFigures.Of(calls.Append(new CallRecord(CallKind.Observe, 0, TimeSpan.Zero, TimeSpan.FromHours(1), CallOutcome.Unknown, "x")), CallKind.Predict);
        Assert.Equal((100, 2), (figures.Count, figures.Failed));
        Assert.Equal([50d, 99, 100], new[] { figures.P50, figures.P99, figures.Worst }.Select(time => time.TotalMilliseconds));
        Assert.Equal(2, figures.Reasons["503"]);
    }

    [Fact]
    public void Plan_OfASeed_IsTheSameAgainAndHoldsEachFaultOncePerRound()
    {
        var faults = FaultCatalogue.Crashes;
        var plan = FaultPlan.Of(faults, 7).Take(2 * faults.Count).ToArray();
        Assert.Equal(plan, FaultPlan.Of(faults, 7).Take(2 * faults.Count));
        Assert.NotEqual(plan, FaultPlan.Of(faults, 8).Take(2 * faults.Count));
        Assert.Equal(faults.ToHashSet(), plan[..faults.Count].ToHashSet());
    }

    [Fact]
    public void Select_UnknownName_NamesThoseThereAre() =>
        Assert.Contains("kill-one", Assert.Throws<FormatException>(() => FaultCatalogue.Select(["kill-nobody"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Select_BeginningOfAName_TakesAllThatBeginSo() =>
        Assert.Equal(["postgres-kill", "postgres-stop", "postgres-pause", "postgres-disk-full"], FaultCatalogue.Select(["postgres-*"]).Select(fault => fault.Name));
}
