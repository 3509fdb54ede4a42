using Berlin.Storage.Faults;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>What every <see cref="IModelStore"/> keeps.</summary>
public abstract class ModelStoreConformance : FilledStreams
{
    private IModelStore Models => Storage.Models;

    [Fact]
    public async Task Create_NewModel_IsReadBackAtRevisionOne()
    {
        await CreateTenantAsync("acme");

        Assert.Equal(ModelWriteVerdict.Written, await Models.CreateAsync("acme", "suggest", Definition, Cancel));
        await Storage.ReopenAsync();

        var expected = new StoredModel
        {
            Tenant = "acme",
            Name = "suggest",
            Definition = Definition,
            Revision = 1,
            CreatedAt = Storage.Time.Now,
            ChangedAt = Storage.Time.Now,
        };
        Assert.Equal(expected, await Models.FindAsync("acme", "suggest", Cancel));
    }

    [Fact]
    public async Task Create_ExistingModel_ChangesNothing()
    {
        var stream = await CreateStreamAsync("acme", "suggest");
        var taken = await TakeAsync(stream);

        Assert.Equal(ModelWriteVerdict.RevisionDiffers, await Models.CreateAsync("acme", "suggest", "{}", Cancel));

        Assert.Equal(Definition, (await Models.FindAsync("acme", "suggest", Cancel))!.Definition);
        Assert.Equal(taken, await Storage.Observations.ReadPositionAsync(stream, Cancel));
    }

    [Fact]
    public async Task Create_UnknownTenant_IsABugAndStoresNothing()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Models.CreateAsync("nobody", "suggest", Definition, Cancel));

        Assert.Null(await Models.FindAsync("nobody", "suggest", Cancel));
        Assert.Null(await Storage.Observations.ReadPositionAsync(new StreamKey("nobody", "suggest"), Cancel));
    }

    [Fact]
    public async Task Create_FaultBeforeCommit_LeavesNeitherModelNorStream()
    {
        await CreateTenantAsync("acme");
        Storage.Faults.On(FaultPoint.Define_BeforeCommit, () => throw new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => Models.CreateAsync("acme", "suggest", Definition, Cancel));

        Storage.Faults.Clear();
        Assert.Null(await Models.FindAsync("acme", "suggest", Cancel));
        Assert.Null(await Storage.Observations.ReadPositionAsync(new StreamKey("acme", "suggest"), Cancel));
        Assert.Equal(ModelWriteVerdict.Written, await Models.CreateAsync("acme", "suggest", Definition, Cancel));
    }

    [Fact]
    public async Task Create_ManyAtOnceOfOneName_OneIsWritten()
    {
        await CreateTenantAsync("acme");

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Models.CreateAsync("acme", "suggest", Definition, Cancel)));

        Assert.Single(verdicts, ModelWriteVerdict.Written);
    }

    [Fact]
    public async Task Find_ForeignTenantsModel_IsNull()
    {
        await CreateStreamAsync("acme", "suggest");
        await CreateTenantAsync("other");

        Assert.Null(await Models.FindAsync("other", "suggest", Cancel));
        Assert.Null(await Models.FindAsync("acme", "Suggest", Cancel));
        Assert.Empty(await Models.ListAsync("other", null, 10, Cancel));
    }

    [Fact]
    public async Task Update_ExpectedRevision_RaisesItAndKeepsTheCreationTime()
    {
        var stream = await CreateStreamAsync("acme", "suggest");
        var taken = await TakeAsync(stream);
        var created = Storage.Time.Now;
        Storage.Time.Now += TimeSpan.FromMinutes(3);

        Assert.Equal(ModelWriteVerdict.Written, await Models.UpdateAsync("acme", "suggest", "{\"a\":1}", 1, Cancel));

        var model = (await Models.FindAsync("acme", "suggest", Cancel))!;
        Assert.Equal((2, "{\"a\":1}"), (model.Revision, model.Definition));
        Assert.Equal(TimeSpan.FromMinutes(3), model.ChangedAt - model.CreatedAt);
        Assert.InRange(created - model.CreatedAt, TimeSpan.Zero, TimeSpan.FromMicroseconds(1));
        Assert.Equal(taken, await Storage.Observations.ReadPositionAsync(stream, Cancel));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Update_OtherRevision_ChangesNothing(long revision)
    {
        var stream = await CreateStreamAsync("acme", "suggest");

        Assert.Equal(ModelWriteVerdict.RevisionDiffers, await Models.UpdateAsync("acme", "suggest", "{}", revision, Cancel));
        Assert.Equal(ModelWriteVerdict.RevisionDiffers, await Models.UpdateWhenEmptyAsync("acme", "suggest", "{}", revision, Cancel));

        Assert.Equal(Definition, (await Models.FindAsync("acme", "suggest", Cancel))!.Definition);
        Assert.Equal(0, (await Storage.Observations.ReadPositionAsync(stream, Cancel))!.Epoch);
    }

    [Fact]
    public async Task Update_UnknownModel_ChangesNothing()
    {
        Assert.Equal(ModelWriteVerdict.RevisionDiffers, await Models.UpdateAsync("acme", "suggest", "{}", 1, Cancel));
        Assert.Equal(ModelWriteVerdict.RevisionDiffers, await Models.UpdateWhenEmptyAsync("acme", "suggest", "{}", 1, Cancel));
    }

    [Fact]
    public async Task UpdateWhenEmpty_EmptyStream_RaisesTheEpochOnly()
    {
        var stream = await CreateStreamAsync("acme", "suggest");
        var taken = await TakeAsync(stream);

        Assert.Equal(ModelWriteVerdict.Written, await Models.UpdateWhenEmptyAsync("acme", "suggest", "{}", 1, Cancel));

        Assert.Equal(taken with { Epoch = taken.Epoch + 1 }, await Storage.Observations.ReadPositionAsync(stream, Cancel));
        Assert.Equal(2, (await Models.FindAsync("acme", "suggest", Cancel))!.Revision);
    }

    [Fact]
    public async Task UpdateWhenEmpty_StreamWithRows_ChangesNothing()
    {
        var stream = await CreateStreamAsync("acme", "suggest");
        var taken = await TakeAsync(stream);
        await Storage.Observations.AppendAsync(Append(stream, taken, 1), Cancel);

        Assert.Equal(ModelWriteVerdict.StreamNotEmpty, await Models.UpdateWhenEmptyAsync("acme", "suggest", "{}", 1, Cancel));

        Assert.Equal(Definition, (await Models.FindAsync("acme", "suggest", Cancel))!.Definition);
        Assert.Equal(taken with { Head = 1 }, await Storage.Observations.ReadPositionAsync(stream, Cancel));
    }

    [Fact]
    public async Task List_InPages_IsInOrderOfCodeUnits()
    {
        await CreateTenantAsync("acme");
        string[] names = ["b", "a", "a-1", "a.1", "a_1", "a0", "0", "z9"];
        foreach (var name in names)
        {
            await Models.CreateAsync("acme", name, Definition, Cancel);
        }

        var listed = new List<string>();
        while (await Models.ListAsync("acme", listed.LastOrDefault(), 3, Cancel) is { Count: > 0 } page)
        {
            listed.AddRange(page.Select(model => model.Name));
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), listed);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Models.ListAsync("acme", null, 0, Cancel));
    }

    [Theory]
    [MemberData(nameof(NaughtyTexts.All), MemberType = typeof(NaughtyTexts))]
    public async Task Create_NaughtyDefinition_IsKeptCharacterByCharacter(string text)
    {
        await CreateTenantAsync("acme");
        await Models.CreateAsync("acme", "suggest", text, Cancel);

        Assert.Equal(text, (await Models.FindAsync("acme", "suggest", Cancel))!.Definition);
    }

    [Fact]
    public async Task Delete_UnknownModel_IsNull()
    {
        var stream = await CreateStreamAsync();

        Assert.Null(await Models.DeleteAsync(stream.Tenant, "other", Cancel));
        Assert.Null(await Models.DeleteAsync("other", stream.Model, Cancel));
        Assert.NotNull(await Models.FindAsync(stream.Tenant, stream.Model, Cancel));
    }

    [Fact]
    public async Task Delete_ModelWithEverything_LeavesNothingOfItAndAllOfTheOthers()
    {
        var stream = await FillAsync("acme", "a");
        var sameTenant = await FillAsync("acme", "b");
        var otherTenant = await FillAsync("other", "a");

        var files = (await Models.DeleteAsync("acme", "a", Cancel))!;
        await Storage.ReopenAsync();

        Assert.Equal(["checkpoints/acme-a"], files.BlobNames);
        Assert.Equal(["job-acme-a"], files.JobIds);
        await AssertGoneAsync(stream);
        await AssertWholeAsync(sameTenant);
        await AssertWholeAsync(otherTenant);
        Assert.Null(await Models.DeleteAsync("acme", "a", Cancel));
    }

    [Fact]
    public async Task Delete_ThenCreateAgain_NothingThatWasMadeForTheOldOneFits()
    {
        var stream = await FillAsync("acme", "a");
        var old = await TakeAsync(stream);
        await Models.DeleteAsync("acme", "a", Cancel);
        Assert.Equal(ModelWriteVerdict.Written, await Models.CreateAsync("acme", "a", Definition, Cancel));
        await AssertEmptyAndFencesAsync(stream, old with { Head = 0 });
    }

    [Fact]
    public async Task Delete_FaultBeforeCommit_LeavesAll()
    {
        var stream = await FillAsync("acme", "a");
        Storage.Faults.On(FaultPoint.Delete_BeforeCommit, () => throw new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => Models.DeleteAsync("acme", "a", Cancel));

        Storage.Faults.Clear();
        await AssertWholeAsync(stream);
    }

    private Task<bool> CreateTenantAsync(string name) => Storage.Tenants.CreateAsync(name, Key($"key{name}", name), Cancel);
}
