using Berlin.Actors.Clustering;

namespace Berlin.Actors.Tests.Embedded.Membership;

public sealed class InMemoryMembershipTableTests : MembershipTableConformance
{
    private readonly ManualTime _clock = new();
    private readonly InMemoryMembershipTable _shared;

    public InMemoryMembershipTableTests() => _shared = new InMemoryMembershipTable(_clock, Options);

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void Away_FailsEveryCall_AndChangesNothing()
    {
        var silo = _shared.Join(Describe("silo-1")).Identity;
        _shared.IsAway = true;
        Assert.Throws<MembershipTableException>(() => _shared.Join(Describe("silo-2")));
        Assert.Throws<MembershipTableException>(() => _shared.Renew(silo));
        Assert.Throws<MembershipTableException>(() => _shared.DeclareDead(silo));
        Assert.Throws<MembershipTableException>(() => _shared.Read());
        _shared.IsAway = false;
        Assert.Equal(1, _shared.Read().Version);
    }

    private protected override IMembershipTable Open() => _shared;

    private protected override void Pass(TimeSpan span) => _clock.Advance(span);
}
