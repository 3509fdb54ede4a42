using Berlin.Storage.Jobs;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>What every <see cref="IJobStore"/> keeps.</summary>
public abstract class JobStoreConformance : StorageConformance
{
    private const string Tenant = "acme";
    private const string Model = "account-suggest";

    private IJobStore Jobs => Storage.Jobs;

    [Fact]
    public async Task Create_NewJob_IsReadBackQueued()
    {
        await CreateStreamAsync();

        Assert.Equal(JobCreateVerdict.Created, await Jobs.CreateAsync(New("j-1") with { Options = "{\"top\":3}", InputBytes = 1_234 }, 10, Cancel));
        await Storage.ReopenAsync();

        var job = (await Jobs.FindAsync(Tenant, "j-1", Cancel))!;
        var expected = new StoredJob
        {
            Number = job.Number,
            Id = "j-1",
            Tenant = Tenant,
            Model = Model,
            Options = "{\"top\":3}",
            State = JobState.Queued,
            InputBytes = 1_234,
            Progress = JobProgress.None,
            Epoch = 0,
            CreatedAt = Now,
        };
        Assert.Equal(expected, job);
    }

    [Fact]
    public async Task Create_UnknownModelOrTenant_StoresNothing()
    {
        await CreateStreamAsync();

        Assert.Equal(JobCreateVerdict.ModelNotFound, await Jobs.CreateAsync(New("j1") with { Model = "other" }, 10, Cancel));
        Assert.Equal(JobCreateVerdict.ModelNotFound, await Jobs.CreateAsync(New("j1") with { Tenant = "other" }, 10, Cancel));
        Assert.Null(await Jobs.FindAsync(Tenant, "j1", Cancel));
    }

    [Fact]
    public async Task Create_IdOfAnotherJob_IsABug()
    {
        await CreateStreamAsync();
        await CreateStreamAsync("other");
        await Jobs.CreateAsync(New("j1"), 10, Cancel);

        await Assert.ThrowsAsync<ArgumentException>(() => Jobs.CreateAsync(New("j1") with { Tenant = "other" }, 10, Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("a b")]
    public async Task Create_MalformedId_IsABug(string id)
    {
        await CreateStreamAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => Jobs.CreateAsync(New(id), 10, Cancel));
    }

    [Fact]
    public async Task Create_ManyAtOnce_TheBoundHoldsPerTenant()
    {
        await CreateStreamAsync();
        await CreateStreamAsync("other");

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Jobs.CreateAsync(New($"j{number}"), 5, Cancel)));

        Assert.Equal(5, verdicts.Count(verdict => verdict == JobCreateVerdict.Created));
        Assert.Equal(15, verdicts.Count(verdict => verdict == JobCreateVerdict.TooManyJobs));
        Assert.Equal(JobCreateVerdict.Created, await Jobs.CreateAsync(New("mine") with { Tenant = "other" }, 5, Cancel));
        await Jobs.DeleteAsync(Tenant, (await Jobs.ListAsync(Tenant, null, 1, Cancel))[0].Id, Cancel);
        Assert.Equal(JobCreateVerdict.Created, await Jobs.CreateAsync(New("again"), 5, Cancel));
    }

    [Fact]
    public async Task Find_ForeignTenantsJob_IsNull()
    {
        await CreateStreamAsync();
        await CreateStreamAsync("other");
        await Jobs.CreateAsync(New("j1"), 10, Cancel);

        Assert.Null(await Jobs.FindAsync("other", "j1", Cancel));
        Assert.Null(await Jobs.CancelAsync("other", "j1", Cancel));
        Assert.False(await Jobs.DeleteAsync("other", "j1", Cancel));
        Assert.Empty(await Jobs.ListAsync("other", null, 10, Cancel));
        Assert.Equal(JobState.Queued, (await Jobs.FindAsync(Tenant, "j1", Cancel))!.State);
    }

    [Fact]
    public async Task List_InPages_IsNewestFirst()
    {
        await CreateStreamAsync();
        for (var number = 0; number < 10; number++)
        {
            await Jobs.CreateAsync(New($"j{number}"), 100, Cancel);
        }

        var listed = new List<StoredJob>();
        while (await Jobs.ListAsync(Tenant, listed is [.., var last] ? last.Number : null, 3, Cancel) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 3);
            listed.AddRange(page);
        }

        Assert.Equal(Enumerable.Range(0, 10).Reverse().Select(number => $"j{number}"), listed.Select(job => job.Id));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Jobs.ListAsync(Tenant, null, 0, Cancel));
    }

    [Fact]
    public async Task Life_TakeAdvanceFinish_IsToldByTheRow()
    {
        await CreateStreamAsync();
        await Jobs.CreateAsync(New("j1"), 10, Cancel);
        Storage.Time.Now += TimeSpan.FromMinutes(1);
        var started = Now;

        var taken = (await Jobs.TakeAsync("j1", "silo-1", Cancel))!;
        Assert.Equal((JobState.Running, 1L, "silo-1", (DateTimeOffset?)started), (taken.State, taken.Epoch, taken.Owner, taken.StartedAt));
        Assert.Equal(taken, await Jobs.FindAsync(Tenant, "j1", Cancel));

        Assert.True(await Jobs.AdvanceAsync(taken.Hold, new JobProgress(10, 20, 3, 1), Cancel));
        Assert.Equal(taken with { Progress = new JobProgress(10, 20, 3, 1) }, await Jobs.FindAsync(Tenant, "j1", Cancel));

        Storage.Time.Now += TimeSpan.FromMinutes(1);
        Assert.True(await Jobs.FinishAsync(taken.Hold, new JobProgress(100, 200, 30, 2), Cancel));
        await Storage.ReopenAsync();
        Assert.Equal(
            taken with { State = JobState.Done, Progress = new JobProgress(100, 200, 30, 2), FinishedAt = Now },
            await Jobs.FindAsync(Tenant, "j1", Cancel));
    }

    [Fact]
    public async Task Take_Again_FencesTheFirstRunnerAndKeepsTheProgress()
    {
        await CreateStreamAsync();
        await Jobs.CreateAsync(New("j1"), 10, Cancel);
        var first = (await Jobs.TakeAsync("j1", "silo-1", Cancel))!;
        await Jobs.AdvanceAsync(first.Hold, new JobProgress(10, 20, 3, 1), Cancel);
        Storage.Time.Now += TimeSpan.FromMinutes(1);

        var second = (await Jobs.TakeAsync("j1", "silo-1", Cancel))!;

        Assert.Equal(first with { Epoch = 2, Progress = new JobProgress(10, 20, 3, 1) }, second);
        await AssertFencedAsync(first.Hold);
        await AssertFencedAsync(second.Hold with { Owner = "silo-2" });
        await AssertFencedAsync(second.Hold with { Epoch = 3 });
        Assert.True(await Jobs.FailAsync(second.Hold, "why", Cancel));
    }

    [Fact]
    public async Task Fail_ThenAnything_StaysFailed()
    {
        await CreateStreamAsync();
        await Jobs.CreateAsync(New("j1"), 10, Cancel);
        var taken = (await Jobs.TakeAsync("j1", "silo-1", Cancel))!;

        Assert.True(await Jobs.FailAsync(taken.Hold, "the model is gone", Cancel));

        var failed = taken with { State = JobState.Failed, Error = "the model is gone", FinishedAt = Now };
        Assert.Equal(failed, await Jobs.CancelAsync(Tenant, "j1", Cancel));
        Assert.Null(await Jobs.TakeAsync("j1", "silo-2", Cancel));
        await AssertFencedAsync(taken.Hold);
        Assert.Equal(failed, await Jobs.FindAsync(Tenant, "j1", Cancel));
    }

    [Fact]
    public async Task Cancel_RunningJob_FencesItsRunner()
    {
        await CreateStreamAsync();
        await Jobs.CreateAsync(New("j1"), 10, Cancel);
        var taken = (await Jobs.TakeAsync("j1", "silo-1", Cancel))!;

        var cancelled = await Jobs.CancelAsync(Tenant, "j1", Cancel);

        Assert.Equal(taken with { State = JobState.Cancelled, Epoch = 2, FinishedAt = Now }, cancelled);
        await AssertFencedAsync(taken.Hold);
        await AssertFencedAsync(cancelled!.Hold);
        Assert.Null(await Jobs.TakeAsync("j1", "silo-1", Cancel));
    }

    [Fact]
    public async Task Release_RunningJob_QueuesItAsFarAsItIs()
    {
        await CreateStreamAsync();
        await Jobs.CreateAsync(New("j1"), 10, Cancel);
        var taken = (await Jobs.TakeAsync("j1", "silo-1", Cancel))!;
        await Jobs.AdvanceAsync(taken.Hold, new JobProgress(1, 2, 3, 0), Cancel);

        Assert.True(await Jobs.ReleaseAsync(taken.Hold, Cancel));

        Assert.Equal(taken with { State = JobState.Queued, Progress = new JobProgress(1, 2, 3, 0) }, await Jobs.FindAsync(Tenant, "j1", Cancel));
        await AssertFencedAsync(taken.Hold);
        Assert.Equal(2, (await Jobs.TakeAsync("j1", "silo-2", Cancel))!.Epoch);
    }

    [Fact]
    public async Task Delete_RunningJob_FencesItsRunner()
    {
        await CreateStreamAsync();
        await Jobs.CreateAsync(New("j1"), 10, Cancel);
        var taken = (await Jobs.TakeAsync("j1", "silo-1", Cancel))!;

        Assert.True(await Jobs.DeleteAsync(Tenant, "j1", Cancel));

        Assert.False(await Jobs.DeleteAsync(Tenant, "j1", Cancel));
        Assert.Null(await Jobs.FindAsync(Tenant, "j1", Cancel));
        Assert.Null(await Jobs.TakeAsync("j1", "silo-1", Cancel));
        await AssertFencedAsync(taken.Hold);
    }

    [Fact]
    public async Task ListUnfinishedAndFinished_JobsOfAllStates_EachIsInItsList()
    {
        await CreateStreamAsync();
        await CreateStreamAsync("other");
        foreach (var id in new[] { "queued", "running", "done", "failed", "cancelled" })
        {
            await Jobs.CreateAsync(New(id) with { Tenant = id == "running" ? "other" : Tenant }, 100, Cancel);
        }

        await Jobs.TakeAsync("running", "s", Cancel);
        await Jobs.CancelAsync(Tenant, "cancelled", Cancel);
        Storage.Time.Now += TimeSpan.FromHours(1);
        await Jobs.FinishAsync((await Jobs.TakeAsync("done", "s", Cancel))!.Hold, JobProgress.None, Cancel);
        Storage.Time.Now += TimeSpan.FromHours(1);
        await Jobs.FailAsync((await Jobs.TakeAsync("failed", "s", Cancel))!.Hold, "x", Cancel);

        var unfinished = await Jobs.ListUnfinishedAsync(0, 10, Cancel);
        Assert.Equal(["queued", "running"], unfinished.Select(job => job.Id));
        Assert.Equal(["running"], (await Jobs.ListUnfinishedAsync(unfinished[0].Number, 10, Cancel)).Select(job => job.Id));
        Assert.Equal(["queued"], (await Jobs.ListUnfinishedAsync(0, 1, Cancel)).Select(job => job.Id));

        Assert.Equal(["cancelled", "done"], (await Jobs.ListFinishedAsync(Now, 10, Cancel)).Select(job => job.Id));
        Assert.Equal(["cancelled", "done", "failed"], (await Jobs.ListFinishedAsync(DateTimeOffset.MaxValue, 10, Cancel)).Select(job => job.Id));
        Assert.Equal(["cancelled"], (await Jobs.ListFinishedAsync(DateTimeOffset.MaxValue, 1, Cancel)).Select(job => job.Id));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Jobs.ListUnfinishedAsync(0, 0, Cancel));
    }

    [Fact]
    public async Task Take_ManyAtOnce_OneHoldsInTheEnd()
    {
        await CreateStreamAsync();
        await Jobs.CreateAsync(New("j1"), 10, Cancel);

        var takes = await Task.WhenAll(Enumerable.Range(0, 10).Select(silo => Jobs.TakeAsync("j1", $"silo-{silo}", Cancel)));
        var advanced = await Task.WhenAll(takes.Select(take => Jobs.AdvanceAsync(take!.Hold, new JobProgress(1, 1, 1, 1), Cancel)));

        Assert.Equal(10, takes.Select(take => take!.Epoch).Distinct().Count());
        Assert.Single(advanced, true);
    }

    [Theory]
    [MemberData(nameof(NaughtyTexts.All), MemberType = typeof(NaughtyTexts))]
    public async Task Create_NaughtyOptionsAndError_AreKeptCharacterByCharacter(string text)
    {
        await CreateStreamAsync();
        await Jobs.CreateAsync(New("j1") with { Options = text }, 10, Cancel);
        await Jobs.FailAsync((await Jobs.TakeAsync("j1", text, Cancel))!.Hold, text, Cancel);

        var job = (await Jobs.FindAsync(Tenant, "j1", Cancel))!;
        Assert.Equal((text, text, text), (job.Options, job.Error, job.Owner));
    }

    private async Task AssertFencedAsync(JobHold hold)
    {
        var before = await Jobs.FindAsync(Tenant, hold.Id, Cancel);
        Assert.False(await Jobs.AdvanceAsync(hold, new JobProgress(9, 9, 9, 9), Cancel));
        Assert.False(await Jobs.FinishAsync(hold, new JobProgress(9, 9, 9, 9), Cancel));
        Assert.False(await Jobs.FailAsync(hold, "fenced", Cancel));
        Assert.False(await Jobs.ReleaseAsync(hold, Cancel));
        Assert.Equal(before, await Jobs.FindAsync(Tenant, hold.Id, Cancel));
    }

    // Rows hold whole microseconds.
    private DateTimeOffset Now => new(Storage.Time.Now.Ticks / 10 * 10, TimeSpan.Zero);

    private static NewJob New(string id) => new() { Id = id, Tenant = Tenant, Model = Model, Options = "{}", InputBytes = 0 };
}
