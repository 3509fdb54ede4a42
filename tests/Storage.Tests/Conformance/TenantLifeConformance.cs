using Berlin.Storage.Faults;
using Berlin.Storage.Jobs;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>Tenants in lists, under another name, and gone. Their creation has <see cref="TenantStoreConformance"/>.</summary>
public abstract class TenantLifeConformance : FilledStreams
{
    private ITenantStore Tenants => Storage.Tenants;

    [Fact]
    public async Task List_InPages_IsInOrderWithTheirModels()
    {
        string[] names = ["b", "a", "a-1", "a.1", "a_1", "a0", "0"];
        foreach (var name in names)
        {
            await Tenants.CreateAsync(name, Key($"key{name}", name), Cancel);
        }

        await Storage.Models.CreateAsync("a0", "one", Definition, Cancel);
        await Storage.Models.CreateAsync("a0", "two", Definition, Cancel);

        var listed = new List<StoredTenant>();
        while (await Tenants.ListAsync(listed is [.., var last] ? last.Name : null, 3, Cancel) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 3);
            listed.AddRange(page);
        }

        var created = new DateTimeOffset(Storage.Time.Now.Ticks / 10 * 10, TimeSpan.Zero);
        Assert.Equal(names.Order(StringComparer.Ordinal).Select(name => new StoredTenant(name, created, name == "a0" ? 2 : 0)), listed);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Tenants.ListAsync(null, 0, Cancel));
    }

    [Fact]
    public async Task Rename_TenantWithEverything_AllFollows()
    {
        var first = await FillAsync("acme", "a");
        var second = await FillAsync("acme", "b");
        var other = await FillAsync("other", "a");
        var before = (await Storage.Models.FindAsync("acme", "a", Cancel))!;
        var created = (await Tenants.ListAsync(null, 1, Cancel))[0].CreatedAt;
        Storage.Time.Now += TimeSpan.FromHours(1);

        Assert.Equal(TenantRenameVerdict.Renamed, await Tenants.RenameAsync("acme", "berlin", Cancel));
        await Storage.ReopenAsync();

        await AssertWholeAsync(first with { Tenant = "berlin" });
        await AssertWholeAsync(second with { Tenant = "berlin" });
        await AssertWholeAsync(other);
        await AssertGoneAsync(first);
        Assert.Equal(before with { Tenant = "berlin" }, await Storage.Models.FindAsync("berlin", "a", Cancel));
        Assert.Equal("berlin", (await Tenants.FindKeyAsync("keyacme", Cancel))!.Tenant);
        Assert.Equal(["keyacme"], (await Tenants.ListKeysAsync("berlin", Cancel)).Select(key => key.Id));
        Assert.Equal([new StoredTenant("berlin", created, 2), new StoredTenant("other", created, 1)], await Tenants.ListAsync(null, 10, Cancel));
        Assert.Contains("checkpoints/acme-a", await Storage.Checkpoints.ListBlobNamesAsync("checkpoints/", Cancel));
        Assert.True(await Tenants.CreateAsync("acme", Key("k2", "acme"), Cancel));
    }

    [Fact]
    public async Task Rename_NobodyOrToATakenName_ChangesNothing()
    {
        var stream = await FillAsync("acme", "a");
        await FillAsync("other", "a");
        var position = await Storage.Observations.ReadPositionAsync(stream, Cancel);

        Assert.Equal(TenantRenameVerdict.NotFound, await Tenants.RenameAsync("nobody", "new", Cancel));
        Assert.Equal(TenantRenameVerdict.NotFound, await Tenants.RenameAsync("nobody", "acme", Cancel));
        Assert.Equal(TenantRenameVerdict.NameTaken, await Tenants.RenameAsync("acme", "other", Cancel));
        Assert.Equal(TenantRenameVerdict.NameTaken, await Tenants.RenameAsync("acme", "acme", Cancel));

        Assert.Equal(position, await AssertWholeAsync(stream));
    }

    [Fact]
    public async Task Rename_WhileATrainerHoldsAStream_FencesIt()
    {
        var stream = await FillAsync("acme", "a");
        var old = await TakeAsync(stream);
        var moved = stream with { Tenant = "berlin" };

        await Tenants.RenameAsync("acme", "berlin", Cancel);

        await AssertRefusesAsync(stream, old);
        var position = (await Storage.Observations.ReadPositionAsync(moved, Cancel))!;
        Assert.Equal(AppendVerdict.Fenced, await Storage.Observations.AppendAsync(Append(moved, old, 1), Cancel));
        Assert.True(position.Epoch > old.Epoch);
    }

    [Fact]
    public async Task Rename_ThenAnotherTenantTakesTheName_NothingThatWasMadeForTheOldOneFits()
    {
        var stream = await FillAsync("acme", "a");
        var old = await TakeAsync(stream);
        await Tenants.RenameAsync("acme", "berlin", Cancel);
        await Tenants.CreateAsync("acme", Key("k2", "acme"), Cancel);
        Assert.Equal(ModelWriteVerdict.Written, await Storage.Models.CreateAsync("acme", "a", Definition, Cancel));

        await AssertEmptyAndFencesAsync(stream, old with { Head = 0 });
        await AssertWholeAsync(stream with { Tenant = "berlin" });
    }

    [Fact]
    public async Task Rename_ToTheNameOfADeletedTenant_NothingThatWasMadeForThatFits()
    {
        var gone = await FillAsync("berlin", "a");
        var old = await TakeAsync(gone);
        await FillAsync("acme", "a");
        await Tenants.DeleteAsync("berlin", Cancel);

        // Both had the same epochs, generation and head: without more, the one would stand where the other stood.
        await Tenants.RenameAsync("acme", "berlin", Cancel);

        await AssertWholeAsync(gone);
        await AssertRefusesAsync(gone, old);
        Assert.True((await TakeAsync(gone, old.Owner)).Epoch > old.Epoch);
        await AssertRefusesAsync(gone, old);
    }

    [Fact]
    public async Task Rename_JobsOfTheTenant_UnfinishedOnesAreQueuedAgain()
    {
        await FillAsync("acme", "a");
        foreach (var id in new[] { "running", "done" })
        {
            await Storage.Jobs.CreateAsync(new NewJob { Id = id, Tenant = "acme", Model = "a", Options = "{}", InputBytes = 1 }, 100, Cancel);
        }

        var running = (await Storage.Jobs.TakeAsync("running", Owner, Cancel))!;
        await Storage.Jobs.FinishAsync((await Storage.Jobs.TakeAsync("done", Owner, Cancel))!.Hold, JobProgress.None, Cancel);

        await Tenants.RenameAsync("acme", "berlin", Cancel);

        Assert.False(await Storage.Jobs.AdvanceAsync(running.Hold, new JobProgress(1, 1, 1, 1), Cancel));
        Assert.Equal((JobState.Queued, running.Epoch + 1), await StateAsync("running"));
        Assert.Equal((JobState.Done, 1), await StateAsync("done"));
        Assert.Null(await Storage.Jobs.FindAsync("acme", "running", Cancel));

        async Task<(JobState, long)> StateAsync(string id)
        {
            var job = (await Storage.Jobs.FindAsync("berlin", id, Cancel))!;
            return (job.State, job.Epoch);
        }
    }

    [Fact]
    public async Task Rename_FaultBeforeCommit_ChangesNothing()
    {
        var stream = await FillAsync("acme", "a");
        Storage.Faults.On(FaultPoint.Rename_BeforeCommit, () => throw new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => Tenants.RenameAsync("acme", "berlin", Cancel));

        Storage.Faults.Clear();
        await AssertWholeAsync(stream);
        Assert.Equal(["acme"], (await Tenants.ListAsync(null, 10, Cancel)).Select(tenant => tenant.Name));
    }

    [Fact]
    public async Task Delete_TenantWithEverything_LeavesTheOthers()
    {
        var first = await FillAsync("acme", "a");
        var second = await FillAsync("acme", "b");
        var other = await FillAsync("other", "a");

        var files = (await Tenants.DeleteAsync("acme", Cancel))!;
        await Storage.ReopenAsync();

        Assert.Equal(["checkpoints/acme-a", "checkpoints/acme-b"], files.BlobNames.Order(StringComparer.Ordinal));
        Assert.Equal(["job-acme-a", "job-acme-b"], files.JobIds.Order(StringComparer.Ordinal));
        await AssertGoneAsync(first);
        await AssertGoneAsync(second);
        await AssertWholeAsync(other);
        Assert.Null(await Tenants.FindKeyAsync("keyacme", Cancel));
        Assert.Equal(["other"], (await Tenants.ListAsync(null, 10, Cancel)).Select(tenant => tenant.Name));
        Assert.Null(await Tenants.DeleteAsync("acme", Cancel));
        Assert.True(await Tenants.CreateAsync("acme", Key("keyacme", "acme"), Cancel));
    }

    [Fact]
    public async Task Delete_ThenTheSameNamesAgain_NothingThatWasMadeForTheOldOnesFits()
    {
        var stream = await FillAsync("acme", "a");
        var old = await TakeAsync(stream);
        await Tenants.DeleteAsync("acme", Cancel);

        Assert.Equal(stream, await CreateStreamAsync("acme", "a"));

        await AssertEmptyAndFencesAsync(stream, old with { Head = 0 });
    }

    [Fact]
    public async Task Delete_FaultBeforeCommit_LeavesAll()
    {
        var stream = await FillAsync("acme", "a");
        Storage.Faults.On(FaultPoint.Delete_BeforeCommit, () => throw new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => Tenants.DeleteAsync("acme", Cancel));

        Storage.Faults.Clear();
        await AssertWholeAsync(stream);
        Assert.NotNull(await Tenants.FindKeyAsync("keyacme", Cancel));
    }
}
