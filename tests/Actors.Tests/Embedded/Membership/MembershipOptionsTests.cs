using Berlin.Actors.Clustering;

namespace Berlin.Actors.Tests.Embedded.Membership;

public sealed class MembershipOptionsTests
{
    [Fact]
    public void Defaults_AreGood() => Assert.Empty(MembershipOptionsRules.FaultsOf(new MembershipOptions()));

    [Fact]
    public void Faults_AreNamedTogether_WithValueAndBounds()
    {
        var faults = MembershipOptionsRules.FaultsOf(new MembershipOptions
        {
            LeaseDuration = TimeSpan.FromSeconds(4),
            SafetyStop = TimeSpan.FromSeconds(3.9),
            RenewalPeriod = TimeSpan.FromSeconds(2),
            CallTimeout = TimeSpan.FromSeconds(1.4),
            DeclarationPeriod = TimeSpan.FromSeconds(5),
            PollPeriod = TimeSpan.Zero,
            DrainTimeout = TimeSpan.FromHours(1),
        }).ToArray();

        Assert.Equal(
            ["SafetyStop", "RenewalPeriod", "CallTimeout", "DeclarationPeriod", "PollPeriod", "DrainTimeout"],
            faults.Select(fault => fault.Split(' ')[0]));
        Assert.Equal(
            "SafetyStop is 00:00:03.9000000; it must be at least 00:00:00.0600000 and at most 00:00:03.6000000 (nine tenths of LeaseDuration).",
            faults[0]);
    }
}
