using Berlin.Actors.Tests.Grains;

namespace Berlin.Actors.Tests;

public sealed class LifecycleTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private readonly string _key = Gates.NewName();

    private ILifecycleGrain Grain => fixture.Grains.GetGrain<ILifecycleGrain>(_key);

    [Fact]
    public async Task Grain_IsActivatedOnce_ForManyCalls()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Grain.ActivationAsync()));
        Assert.All(answers, answer => Assert.Equal(1, answer));
        Assert.Equal(1, Lives.Of(_key).Activations);
    }

    [Fact]
    public async Task Identity_IsTypeAndKey()
    {
        Assert.Equal($"lifecycle/{_key}", await Grain.IdentityAsync());
        Assert.Equal(_key, Grain.GetPrimaryKeyString());
        Assert.Equal(GrainId.Create("lifecycle", _key), Grain.GetGrainId());
        Assert.Equal(Grain, fixture.Grains.GetGrain<ILifecycleGrain>(_key));
    }

    [Fact]
    public async Task FailedActivation_FailsItsCalls_AndTheNextCallTriesAnew()
    {
        var life = Lives.Of(_key);
        life.Failure = new InvalidOperationException("not today");
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.ActivationAsync());
        Assert.Equal("not today", failure.Message);

        life.Failure = null;
        Assert.Equal(life.Activations + 1, await Grain.ActivationAsync());
    }

    [Fact]
    public async Task DeactivateOnIdle_EndsTheActivation_AndTheNextCallBeginsAnother()
    {
        Assert.Equal(1, await Grain.EndAsync());
        var reason = await Lives.Of(_key).Ended;
        Assert.Equal(DeactivationReasonCode.ApplicationRequested, reason.ReasonCode);
        Assert.Equal(2, await Grain.ActivationAsync());
    }

    [Fact]
    public async Task CallsThatWaitAtAnEndingActivation_AreServedByTheNext()
    {
        var (name, gate) = Gates.New();
        var (end, endGate) = Gates.New();
        Lives.Of(_key).EndGate = end;
        var ending = Grain.EndBehindAsync(name);
        await gate.Entered;
        var waiting = Enumerable.Range(0, 10).Select(_ => Grain.ActivationAsync()).ToArray();
        gate.Open();
        Assert.Equal(1, await ending);
        await endGate.Entered;
        Lives.Of(_key).EndGate = null;
        endGate.Open();
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(2, answer));
    }

    [Fact]
    public async Task GrainsCallGrains()
    {
        Assert.Equal(1, await Grain.CallOtherAsync(_key + "/other"));
    }

    [Fact]
    public async Task GrainWithoutABaseClass_KnowsItself_AndCallsItselfThroughItsMailbox()
    {
        var grain = fixture.Grains.GetGrain<IPlainGrain>(_key);
        Assert.Equal(_key, await grain.KeyAsync());
        Assert.Equal(_key, await grain.KeyByReferenceAsync());
    }

    [Fact]
    public void EmptyKey_IsRefused() => Assert.ThrowsAny<ArgumentException>(() => fixture.Grains.GetGrain<ILifecycleGrain>(string.Empty));

    [Fact]
    public void InterfaceOfTwoClasses_NeedsAPrefix() => Assert.ThrowsAny<ArgumentException>(() => fixture.Grains.GetGrain<ITwoFacedGrain>("key"));

    [Fact]
    public async Task Prefix_PicksTheClass()
    {
        Assert.Equal(1, await fixture.Grains.GetGrain<ITwoFacedGrain>("key", typeof(FirstFaceGrain).FullName).FaceAsync());
        Assert.Equal(2, await fixture.Grains.GetGrain<ITwoFacedGrain>("key", typeof(SecondFaceGrain).FullName).FaceAsync());
    }
}
