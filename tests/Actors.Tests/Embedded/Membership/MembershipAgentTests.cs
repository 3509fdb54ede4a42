using Berlin.Actors.Clustering;

namespace Berlin.Actors.Tests.Embedded.Membership;

public sealed class MembershipAgentTests
{
    private readonly MembershipLaboratory _laboratory = new();

    [Fact]
    public void Silos_ComeToTheSameView()
    {
        var silos = Start(3);
        Assert.All(silos, silo => Assert.Equal(SiloStage.Active, silo.Agent.Stage));
        Assert.All(silos, silo => Assert.Equal(6, silo.Agent.Current.Version));
        Assert.All(silos, silo => Assert.True(silo.Agent.MayOwn));

        _laboratory.Advance(TimeSpan.FromMinutes(1));

        Assert.All(silos, silo => Assert.Equal(6, silo.Agent.Current.Version));
        Assert.All(silos, silo => Assert.InRange(silo.Asked[MembershipRequest.Renew], 55, 61));
    }

    [Fact]
    public void KilledSilo_IsDeadForAll_AfterItsLeaseAndALook()
    {
        var silos = Start(3);
        _laboratory.Advance(TimeSpan.FromSeconds(10.4));
        silos[1].IsPaused = true;

        var took = _laboratory.AdvanceUntil(() => !silos[0].Agent.Current.Contains(silos[1].Me) && !silos[2].Agent.Current.Contains(silos[1].Me), TimeSpan.FromSeconds(10));

        Assert.InRange(took, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5.6));
        Assert.Equal(7, silos[0].Agent.Current.Version);
    }

    [Fact]
    public void SiloPausedPastItsLease_StopsOwningAtOnce_AndDiesWhenItGoesOn()
    {
        var silos = Start(3);
        _laboratory.Advance(TimeSpan.FromSeconds(10));
        silos[1].IsPaused = true;
        _laboratory.Advance(TimeSpan.FromSeconds(15));

        Assert.False(silos[1].Agent.MayOwn);
        Assert.Equal(0, silos[1].Deaths);
        silos[1].IsPaused = false;
        silos[1].Run();

        Assert.Equal(1, silos[1].Deaths);
        Assert.Equal(SiloStage.Dead, silos[1].Agent.Stage);
        _laboratory.Advance(TimeSpan.FromSeconds(15));
        Assert.False(silos[1].Agent.MayOwn);
        Assert.Equal(1, silos[1].Deaths);
        Assert.Equal(2, silos[0].Agent.Current.Members.Length);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2.4, true)]
    [InlineData(3.6, false)]
    [InlineData(3.9, false)]
    public void SiloPausedForLessThanItsLease_ChangesNothing(double seconds, bool mayOwn)
    {
        var silos = Start(3);
        _laboratory.Advance(TimeSpan.FromSeconds(10));
        silos[1].IsPaused = true;
        _laboratory.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(mayOwn, silos[1].Agent.MayOwn);
        silos[1].IsPaused = false;
        _laboratory.Advance(TimeSpan.FromSeconds(20));

        Assert.All(silos, silo => Assert.Equal(6, silo.Agent.Current.Version));
        Assert.All(silos, silo => Assert.True(silo.Agent.MayOwn));
    }

    [Fact]
    public void OutageOfTheTable_KillsNobody_AndOwnershipComesBackWithIt()
    {
        var silos = Start(5);
        _laboratory.Advance(TimeSpan.FromSeconds(10));
        _laboratory.Table.IsAway = true;
        _laboratory.Advance(TimeSpan.FromSeconds(2));
        Assert.All(silos, silo => Assert.True(silo.Agent.MayOwn));
        _laboratory.Advance(TimeSpan.FromSeconds(58));
        Assert.All(silos, silo => Assert.False(silo.Agent.MayOwn));
        _laboratory.Table.IsAway = false;

        var back = _laboratory.AdvanceUntil(() => silos.All(silo => silo.Agent.MayOwn), TimeSpan.FromSeconds(5));
        _laboratory.Advance(TimeSpan.FromSeconds(30));

        Assert.InRange(back, TimeSpan.Zero, TimeSpan.FromSeconds(0.5));
        Assert.All(silos, silo => Assert.Equal(10, silo.Agent.Current.Version));
        Assert.All(silos, silo => Assert.Equal(0, silo.Deaths));
    }

    [Fact]
    public void SiloThatDiesInAnOutage_IsDeclaredALeaseAfterTheTableIsBack()
    {
        var silos = Start(3);
        _laboratory.Advance(TimeSpan.FromSeconds(10));
        _laboratory.Table.IsAway = true;
        _laboratory.Advance(TimeSpan.FromSeconds(20));
        silos[2].IsPaused = true;
        _laboratory.Table.IsAway = false;

        var took = _laboratory.AdvanceUntil(() => silos[0].Agent.Current.Members.Length == 2, TimeSpan.FromSeconds(10));

        Assert.InRange(took, _laboratory.Options.LeaseDuration, _laboratory.Options.LeaseDuration + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void SiloCutOffFromTheTable_IsDeclaredByTheOthers_AndDeclaresNobody()
    {
        var silos = Start(3);
        _laboratory.Advance(TimeSpan.FromSeconds(10));
        silos[0].IsCutOff = true;
        _laboratory.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(2, silos[1].Agent.Current.Members.Length);
        Assert.False(silos[0].Agent.MayOwn);
        silos[0].IsCutOff = false;
        _laboratory.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, silos[0].Deaths);
        Assert.Equal(0, silos[1].Deaths + silos[2].Deaths);
    }

    [Theory]
    [InlineData(1, 86_400)]
    [InlineData(1, -86_400)]
    [InlineData(0.5, 0)]
    [InlineData(1.5, 0)]
    [InlineData(0.5, -300)]
    [InlineData(1.5, 30)]
    public void ClockOfASilo_HasNoInfluence(double rate, double skewSeconds)
    {
        var silos = new[]
        {
            _laboratory.Start("silo-0"), _laboratory.Start("silo-1", rate, TimeSpan.FromSeconds(skewSeconds)), _laboratory.Start("silo-2", 1 / rate, -TimeSpan.FromSeconds(skewSeconds)),
        };
        _laboratory.Advance(TimeSpan.FromMinutes(10));
        Assert.All(silos, silo => Assert.Equal(6, silo.Agent.Current.Version));
        Assert.All(silos, silo => Assert.Equal(0, silo.Deaths));

        silos[0].IsPaused = true;
        var took = _laboratory.AdvanceUntil(() => silos[1].Agent.Current.Members.Length == 2, TimeSpan.FromSeconds(10));
        Assert.InRange(took, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6.1));
    }

    [Fact]
    public void NewerStartOfAName_EndsTheOlder()
    {
        var silos = Start(2);
        var again = _laboratory.Start("silo-0");
        _laboratory.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, silos[0].Deaths);
        Assert.Equal(SiloStage.Active, again.Agent.Stage);
        Assert.Equal([silos[1].Me, again.Me], silos[1].Agent.Current.Members.Select(member => member.Identity).OrderBy(identity => identity.Generation));
    }

    [Fact]
    public void SilosThatDeclareAtOnce_MakeOneChange()
    {
        var silos = Start(4);
        _laboratory.Advance(TimeSpan.FromSeconds(10));
        silos[3].IsPaused = true;
        _laboratory.Advance(TimeSpan.FromSeconds(10));
        Assert.All(silos[..3], silo => Assert.Equal(9, silo.Agent.Current.Version));
        Assert.All(silos[..3], silo => Assert.True(silo.Asked[MembershipRequest.DeclareDead] > 10));
    }

    [Fact]
    public void SiloThatHearsNothing_LearnsOfAViewByItsNextRenewal()
    {
        var deaf = Start(1)[0];
        deaf.IsDeaf = true;
        _laboratory.Start("silo-1");
        Assert.Equal(2, deaf.Agent.Current.Version);

        var took = _laboratory.AdvanceUntil(() => deaf.Agent.Current.Version == 4, TimeSpan.FromSeconds(5));

        Assert.InRange(took, TimeSpan.Zero, _laboratory.Options.RenewalPeriod + MembershipLaboratory.Step);
    }

    [Fact]
    public void LeavingSilo_IsGoneInOrder_AndAsksNoMore()
    {
        var silos = Start(2);
        silos[0].Agent.Pursue(SiloStage.Leaving);
        silos[0].Run();
        silos[1].Run();
        Assert.Equal(SiloStatus.Leaving, silos[1].Agent.Current.Find(silos[0].Me)!.Status);
        _laboratory.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(SiloStage.Leaving, silos[0].Agent.Stage);
        silos[0].Agent.Pursue(SiloStage.Left);
        silos[0].Run();
        silos[1].Run();

        Assert.False(silos[1].Agent.Current.Contains(silos[0].Me));
        var asked = silos[0].Asked.Values.Sum();
        _laboratory.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(asked, silos[0].Asked.Values.Sum());
        Assert.Equal(0, silos[0].Deaths);
    }

    [Fact]
    public void VersionThatNobodyHas_IsLookedForOnce()
    {
        var silo = Start(1)[0];
        _laboratory.Advance(TimeSpan.FromSeconds(1));
        var before = silo.Asked.GetValueOrDefault(MembershipRequest.Read);
        silo.Agent.Hear(1_000_000);
        Assert.False(silo.Agent.HasLookedFor(1_000_000));
        _laboratory.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(before + 1, silo.Asked[MembershipRequest.Read]);
        Assert.True(silo.Agent.HasLookedFor(1_000_000));
        _laboratory.Start("silo-1");
        _laboratory.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(4, silo.Agent.Current.Version);
    }

    [Fact]
    public void AnswerToACallThatWasGivenUp_IsDropped()
    {
        var silo = Start(1)[0];
        silo.IsPaused = true;
        _laboratory.Advance(TimeSpan.FromSeconds(2));
        var call = silo.Agent.Next(out _)!;
        Assert.Equal(MembershipRequest.Renew, call.Request);
        silo.Agent.OnFailure(call);
        silo.Agent.OnAnswer(call, new MembershipAnswer { IsAlive = false });

        Assert.Equal(0, silo.Deaths);
        silo.IsPaused = false;
        _laboratory.Advance(TimeSpan.FromSeconds(1));
        Assert.True(silo.Agent.MayOwn);
    }

    private LaboratorySilo[] Start(int count)
    {
        var silos = Enumerable.Range(0, count).Select(index => _laboratory.Start($"silo-{index}")).ToArray();
        foreach (var silo in silos)
        {
            silo.Run();
        }

        return silos;
    }
}
