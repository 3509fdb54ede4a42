using Berlin.Grains.Models;
using Berlin.Grains.Tenancy;
using Berlin.Grains.Training;

namespace Berlin.Grains.Tests.Tenancy;

public sealed class TenantLifeTests
{
    [Fact]
    public async Task List_Tenants_PagesByName()
    {
        await using var host = await GrainTestHost.StartAsync();
        await host.CreateTenantAsync("beta");
        await host.DefineAsync();

        var first = await host.Tenants.ListAsync(null, 1, default);
        var rest = await host.Tenants.ListAsync("acme", 10, default);

        Assert.Equal(("acme", 1L), (Assert.Single(first).Name, first[0].Models));
        Assert.Equal(("beta", 0L), (Assert.Single(rest).Name, rest[0].Models));
    }

    [Fact]
    public async Task Rename_TenantWithALearnedModel_GoesOnUnderTheNewNameAndTheOldIsFree()
    {
        await using var host = await GrainTestHost.StartAsync(options => options.CheckpointObservations = 50);
        var trainer = await host.DefineAsync(Samples.WithEntities);
        await trainer.ObserveAsync(Samples.Observations(0, 120), default);
        await host.Head().PredictAsync(Samples.Request("word1", "e1"), default);
        var before = await trainer.GetStatusAsync(withDigest: true, default);

        await host.Tenants.RenameAsync("acme", "ajax", default);

        var renamed = host.Grains.GetGrain<ITrainerGrain>(Names.ModelKey("ajax", "accounts"));
        var after = await GrainTestHost.RetryAsync(() => renamed.GetStatusAsync(withDigest: true, default));
        Assert.Equal((before.Sequence, before.LearnerDigest), (after.Sequence, after.LearnerDigest));
        await renamed.ObserveAsync(Samples.Observations(120, 5), default);
        await Assert.ThrowsAsync<BerlinException>(() => host.Head().PredictAsync(Samples.Request("word1"), default));

        await host.CreateTenantAsync("acme");
        await host.DefineAsync(Samples.WithEntities);
        await GrainTestHost.RetryAsync(() => host.Trainer().ObserveAsync([Samples.Observation(0, "a", "taxi", "2770", "e1")], default));
        var answer = await host.Head().PredictAsync(Samples.Request("word1", "e1"), default);
        Assert.Equal((1L, 1L), (answer.Observations, answer.EntityObservations![0]));
    }

    [Fact]
    public async Task Rename_NamesThatCannotBe_AreRefused()
    {
        await using var host = await GrainTestHost.StartAsync();
        await host.CreateTenantAsync("beta");

        Assert.Equal(ErrorCodes.TenantExists, await CodeOfAsync(() => host.Tenants.RenameAsync("acme", "beta", default)));
        Assert.Equal(ErrorCodes.TenantNotFound, await CodeOfAsync(() => host.Tenants.RenameAsync("nobody", "gamma", default)));
        Assert.Equal(ErrorCodes.NameInvalid, await CodeOfAsync(() => host.Tenants.RenameAsync("acme", "A", default)));
    }

    [Fact]
    public async Task Delete_Tenant_LeavesNothingOfItsModels()
    {
        await using var host = await GrainTestHost.StartAsync(options => options.CheckpointObservations = 50);
        var trainer = await host.DefineAsync();
        await trainer.ObserveAsync(Samples.Observations(0, 120), default);
        await host.RestartAsync();
        Assert.NotEmpty(await host.Blobs.ListAsync("checkpoints/", default));

        await host.Tenants.DeleteAsync("acme", default);

        Assert.Empty(await host.Blobs.ListAsync("checkpoints/", default));
        Assert.Empty(await host.RowsAsync());
        Assert.Equal(ErrorCodes.ModelNotFound, await CodeOfAsync(() => host.Head().PredictAsync(Samples.Request("word1"), default)));
        Assert.Equal(ErrorCodes.TenantNotFound, await CodeOfAsync(() => host.Tenants.DeleteAsync("acme", default)));
    }

    [Fact]
    public async Task Delete_ModelAndDefineItAgain_StartsEmpty()
    {
        await using var host = await GrainTestHost.StartAsync();
        var trainer = await host.DefineAsync(Samples.WithEntities);
        await trainer.ObserveAsync([Samples.Observation(0, "a", "taxi", "2770", "e1"), Samples.Observation(1, "b", "taxi", "2770", "e1")], default);
        await host.Head().PredictAsync(Samples.Request("taxi", "e1"), default);

        Assert.True(await host.Model().DeleteAsync(default));

        Assert.False(await host.Model().DeleteAsync(default));
        Assert.Null(await host.Model().DescribeAsync(withDigest: false, default));
        await host.DefineAsync(Samples.WithEntities);
        var empty = await host.Head().PredictAsync(Samples.Request("taxi", "e1"), default);
        Assert.Empty(empty.Predictions[0]);
        await GrainTestHost.RetryAsync(() => host.Trainer().ObserveAsync([Samples.Observation(0, "a", "taxi", "9999", "e1")], default));
        var answer = await host.Head().PredictAsync(Samples.Request("taxi", "e1"), default);
        Assert.Equal(("9999", 1L), (Assert.Single(answer.Predictions[0]).Value, answer.EntityObservations![0]));
    }

    [Fact]
    public async Task Define_UnderAConditionThatDoesNotHold_ChangesNothing()
    {
        await using var host = await GrainTestHost.StartAsync();
        var other = Samples.Definition with { MaxClasses = 7 };

        Assert.Equal(ErrorCodes.ModelChanged, await CodeOfAsync(() => host.Model().DefineAsync(other, new DefineCondition { Revision = 1 }, default)));
        var made = await host.Model().DefineAsync(Samples.Definition, new DefineCondition { MustBeNew = true }, default);
        Assert.Equal(ErrorCodes.ModelChanged, await CodeOfAsync(() => host.Model().DefineAsync(other, new DefineCondition { MustBeNew = true }, default)));
        Assert.Equal(ErrorCodes.ModelChanged, await CodeOfAsync(() => host.Model().DefineAsync(other, new DefineCondition { Revision = 2 }, default)));
        var changed = await host.Model().DefineAsync(other, new DefineCondition { Revision = made.Model.Revision }, default);

        Assert.Equal((1L, 2L, 7), (made.Model.Revision, changed.Model.Revision, changed.Model.Definition.MaxClasses));
    }

    [Fact]
    public async Task Keys_IssuedRotatedRevoked_AreValidAsTold()
    {
        await using var host = await GrainTestHost.StartAsync();
        var issued = await host.Tenants.IssueKeyAsync("acme", new KeyRequest { Scopes = ["predict"], Label = "web shop" }, default);
        var id = issued.Report.Id;

        var successor = await host.Tenants.RotateKeyAsync("acme", id, TimeSpan.FromHours(1), default);
        Assert.Equal("web shop", successor.Report.Label);
        Assert.Equal("predict", Assert.Single(successor.Report.Scopes));
        Assert.NotNull(await ValidAsync(host, id));
        Assert.NotNull(await ValidAsync(host, successor.Report.Id));
        var listed = await host.Tenants.ListKeysAsync("acme", default);
        Assert.NotNull(listed.Single(key => key.Id == id).ExpiresAt);

        await host.Tenants.RotateKeyAsync("acme", successor.Report.Id, TimeSpan.Zero, default);
        Assert.Null(await ValidAsync(host, successor.Report.Id));
        await host.Tenants.RevokeKeyAsync("acme", id, default);
        Assert.Null(await ValidAsync(host, id));
        Assert.Equal(ErrorCodes.KeyNotFound, await CodeOfAsync(() => host.Tenants.RotateKeyAsync("acme", id, TimeSpan.Zero, default)));
        Assert.Equal(ErrorCodes.KeyNotFound, await CodeOfAsync(() => host.Tenants.RevokeKeyAsync("acme", "nobodyknows2", default)));
        Assert.Equal(ErrorCodes.TenantNotFound, await CodeOfAsync(() => host.Tenants.IssueKeyAsync("nobody", new KeyRequest { Scopes = ["predict"] }, default)));
    }

    [Fact]
    public async Task Keys_OneTooMany_IsRefusedByTheBound()
    {
        await using var host = await GrainTestHost.StartAsync();
        for (var key = 1; key < 20; key++)
        {
            await host.Tenants.IssueKeyAsync("acme", new KeyRequest { Scopes = ["predict"] }, default);
        }

        Assert.Equal(ErrorCodes.KeyLimitReached, await CodeOfAsync(() => host.Tenants.IssueKeyAsync("acme", new KeyRequest { Scopes = ["predict"] }, default)));
    }

    private static Task<ApiKeyRecord?> ValidAsync(GrainTestHost host, string id) => host.Grains.GetGrain<IApiKeyGrain>(id).GetAsync(default);

    private static async Task<string> CodeOfAsync(Func<Task> call) => (await Assert.ThrowsAsync<BerlinException>(call)).Code;
}
