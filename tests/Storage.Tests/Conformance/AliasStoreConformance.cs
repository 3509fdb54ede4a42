using Berlin.Storage.Streams;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>What every <see cref="IAliasStore"/> keeps.</summary>
public abstract class AliasStoreConformance : VersionedModels
{
    private IAliasStore Aliases => Storage.Aliases;

    [Fact]
    public async Task Set_NewAlias_LeadsToTheVersion()
    {
        var model = await FillAsync(2);

        var write = await Aliases.SetAsync(Alias(model), 2, 0, "key-7", 1, Cancel);
        await Storage.ReopenAsync();

        var version = (await Storage.Versions.FindAsync(Key(model, 2), Cancel))!.Summary;
        var expected = new StoredAlias
        {
            Key = Alias(model),
            Number = 2,
            VersionId = version.Id,
            Revision = write.Alias!.Revision,
            ChangedAt = Now,
            ChangedBy = "key-7",
        };
        Assert.Equal(new AliasWrite(AliasWriteVerdict.Written, expected), write);
        Assert.True(expected.Revision > 0);
        Assert.Equal(expected, await Aliases.FindAsync(Alias(model), Cancel));
        Assert.Equal(version, (await Storage.Versions.FindByAliasAsync(Alias(model), Cancel))!.Summary);
        Assert.Null(await Aliases.FindAsync(Alias(model, "challenger"), Cancel));
        Assert.Null(await Storage.Versions.FindByAliasAsync(Alias(model, "challenger"), Cancel));
    }

    [Fact]
    public async Task Set_FromAnotherRevision_ChangesNothingAndTellsTheAliasAsItIs()
    {
        var model = await FillAsync(2);
        var alias = await SetAsync(Alias(model), 1);

        foreach (var revision in new[] { 0, alias.Revision - 1, alias.Revision + 1 })
        {
            Assert.Equal(new AliasWrite(AliasWriteVerdict.RevisionDiffers, alias), await Aliases.SetAsync(alias.Key, 2, revision, "key-1", Many, Cancel));
        }

        Assert.Equal(new AliasWrite(AliasWriteVerdict.RevisionDiffers, null), await Aliases.SetAsync(Alias(model, "other"), 2, 1, "key-1", Many, Cancel));
        Assert.Equal([alias], await Aliases.ListAsync(model.Tenant, model.Model, Cancel));
    }

    [Fact]
    public async Task Set_ManyFromOneRevisionAtOnce_OneWins()
    {
        var model = await FillAsync(9);
        var first = await SetAsync(Alias(model), 9);

        var writes = await Task.WhenAll(Enumerable.Range(1, 8).Select(number => Aliases.SetAsync(first.Key, number, first.Revision, "key-1", Many, Cancel)));

        var winner = Assert.Single(writes, write => write.Verdict == AliasWriteVerdict.Written);
        Assert.Equal(7, writes.Count(write => write.Verdict == AliasWriteVerdict.RevisionDiffers));
        Assert.All(writes, write => Assert.Equal(winner.Alias, write.Alias));
        Assert.Equal(winner.Alias, await Aliases.FindAsync(first.Key, Cancel));
        Assert.Equal(2, (await Aliases.ListChangesAsync(model.Tenant, model.Model, null, 100, Cancel)).Count);
    }

    [Fact]
    public async Task Set_ManyNewOnesAtOnce_TheBoundHolds()
    {
        var model = await FillAsync(1);

        var writes = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => Aliases.SetAsync(Alias(model, $"a{number}"), 1, 0, "key-1", 4, Cancel)));

        Assert.Equal(4, writes.Count(write => write.Verdict == AliasWriteVerdict.Written));
        Assert.Equal(6, writes.Count(write => write.Verdict == AliasWriteVerdict.TooManyAliases));
        var aliases = await Aliases.ListAsync(model.Tenant, model.Model, Cancel);
        Assert.Equal(4, aliases.Count);
        Assert.Equal(aliases.Select(alias => alias.Key.Name).Order(StringComparer.Ordinal), aliases.Select(alias => alias.Key.Name));
        await RegisterAsync(model, "weights");
        Assert.Equal(AliasWriteVerdict.Written, (await Aliases.SetAsync(aliases[0].Key, 2, aliases[0].Revision, "key-1", 4, Cancel)).Verdict);
    }

    [Fact]
    public async Task Set_ToTheVersionThatItNames_ChangesNothing()
    {
        var model = await FillAsync(2);
        await SetAsync(Alias(model), 1);
        var alias = await SetAsync(Alias(model), 2);
        Storage.Time.Now += TimeSpan.FromMinutes(1);

        Assert.Equal(new AliasWrite(AliasWriteVerdict.Written, alias), await Aliases.SetAsync(alias.Key, 2, alias.Revision, "key-2", Many, Cancel));

        Assert.Equal(2, (await Aliases.ListChangesAsync(model.Tenant, model.Model, null, 10, Cancel)).Count);
    }

    [Fact]
    public async Task Set_ToWhatCannotServe_ChangesNothing()
    {
        var model = await FillAsync(4);
        var alias = await SetAsync(Alias(model), 1);
        await ChangeStateAsync(model, 2, VersionState.Refused);
        await ChangeStateAsync(model, 3, VersionState.Retired);
        await ChangeStateAsync(model, 4, VersionState.Ready);

        Assert.Equal(new AliasWrite(AliasWriteVerdict.VersionNotServable, alias), await Aliases.SetAsync(alias.Key, 2, alias.Revision, "key-1", Many, Cancel));
        Assert.Equal(new AliasWrite(AliasWriteVerdict.VersionNotServable, alias), await Aliases.SetAsync(alias.Key, 3, alias.Revision, "key-1", Many, Cancel));
        Assert.Equal(new AliasWrite(AliasWriteVerdict.VersionNotFound, alias), await Aliases.SetAsync(alias.Key, 5, alias.Revision, "key-1", Many, Cancel));
        Assert.Equal(
            new AliasWrite(AliasWriteVerdict.VersionNotFound, null), await Aliases.SetAsync(alias.Key with { Model = "other" }, 1, 0, "key-1", Many, Cancel));
        Assert.Equal(AliasWriteVerdict.Written, (await Aliases.SetAsync(alias.Key, 4, alias.Revision, "key-1", Many, Cancel)).Verdict);
    }

    [Fact]
    public async Task Set_ReservedName_IsABug()
    {
        var model = await FillAsync(1);

        foreach (var name in new[] { "live", "7", "007", "" })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => Aliases.SetAsync(Alias(model, name), 1, 0, "key-1", Many, Cancel));
        }

        Assert.Empty(await Aliases.ListAsync(model.Tenant, model.Model, Cancel));
        Assert.Equal("v7", (await SetAsync(Alias(model, "v7"), 1)).Key.Name);
    }

    [Fact]
    public async Task RollBack_Twice_GoesBackAndForth()
    {
        var model = await FillAsync(3);
        await SetAsync(Alias(model), 1);
        await SetAsync(Alias(model), 2);
        var third = await SetAsync(Alias(model), 3);
        Assert.Equal((3, 2), (third.Number, third.PreviousNumber));

        var back = await Aliases.RollBackAsync(third.Key, third.Revision, "key-2", Cancel);
        Assert.Equal((AliasWriteVerdict.Written, 2, 3, "key-2"), (back.Verdict, back.Alias!.Number, back.Alias.PreviousNumber, back.Alias.ChangedBy));
        Assert.True(back.Alias.Revision > third.Revision);
        Assert.Equal(2, (await Storage.Versions.FindByAliasAsync(third.Key, Cancel))!.Summary.Number);

        Assert.Equal(new AliasWrite(AliasWriteVerdict.RevisionDiffers, back.Alias), await Aliases.RollBackAsync(third.Key, third.Revision, "key-2", Cancel));
        var forth = await Aliases.RollBackAsync(third.Key, back.Alias.Revision, "key-2", Cancel);
        Assert.Equal((3, 2), (forth.Alias!.Number, forth.Alias.PreviousNumber));
    }

    [Fact]
    public async Task RollBack_ManyAtOnce_OneGoesBack()
    {
        var model = await FillAsync(2);
        await SetAsync(Alias(model), 1);
        var alias = await SetAsync(Alias(model), 2);

        var writes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Aliases.RollBackAsync(alias.Key, alias.Revision, "key-1", Cancel)));

        Assert.Single(writes, write => write.Verdict == AliasWriteVerdict.Written);
        Assert.Equal(1, (await Aliases.FindAsync(alias.Key, Cancel))!.Number);
    }

    [Fact]
    public async Task RollBack_NowhereToGo_ChangesNothing()
    {
        var model = await FillAsync(3);
        var alias = await SetAsync(Alias(model), 1);
        Assert.Equal(new AliasWrite(AliasWriteVerdict.NoPreviousVersion, alias), await Aliases.RollBackAsync(alias.Key, alias.Revision, "key-1", Cancel));

        alias = await SetAsync(Alias(model), 2);
        await ChangeStateAsync(model, 1, VersionState.Retired);
        Assert.Equal(new AliasWrite(AliasWriteVerdict.VersionNotServable, alias), await Aliases.RollBackAsync(alias.Key, alias.Revision, "key-1", Cancel));
        await Storage.Versions.DeleteAsync(Key(model, 1), Cancel);
        Assert.Equal(new AliasWrite(AliasWriteVerdict.VersionNotFound, alias), await Aliases.RollBackAsync(alias.Key, alias.Revision, "key-1", Cancel));

        Assert.Equal(new AliasWrite(AliasWriteVerdict.RevisionDiffers, null), await Aliases.RollBackAsync(Alias(model, "other"), 1, "key-1", Cancel));
        Assert.Equal(
            new AliasWrite(AliasWriteVerdict.RevisionDiffers, null), await Aliases.RollBackAsync(alias.Key with { Model = "other" }, alias.Revision, "key-1", Cancel));
    }

    [Fact]
    public async Task Remove_ThenTheSameNameAgain_TheOldRevisionFitsNothing()
    {
        var model = await FillAsync(2);
        var old = await SetAsync(Alias(model), 1);
        Assert.Equal(new AliasWrite(AliasWriteVerdict.RevisionDiffers, old), await Aliases.RemoveAsync(old.Key, old.Revision + 1, "key-1", Cancel));

        Assert.Equal(new AliasWrite(AliasWriteVerdict.Written, null), await Aliases.RemoveAsync(old.Key, old.Revision, "key-1", Cancel));
        Assert.Empty(await Aliases.ListAsync(model.Tenant, model.Model, Cancel));
        Assert.Equal(new AliasWrite(AliasWriteVerdict.RevisionDiffers, null), await Aliases.RemoveAsync(old.Key, old.Revision, "key-1", Cancel));

        var alias = await SetAsync(Alias(model), 1);
        Assert.Null(alias.PreviousNumber);
        Assert.Equal(new AliasWrite(AliasWriteVerdict.RevisionDiffers, alias), await Aliases.SetAsync(alias.Key, 2, old.Revision, "key-1", Many, Cancel));
    }

    [Fact]
    public async Task Set_OfAModelThatCameToTheNamesOfAnother_TheOldRevisionFitsNothing()
    {
        var gone = await FillAsync(2);
        var old = await SetAsync(Alias(gone), 1);
        await Storage.Models.DeleteAsync(gone.Tenant, gone.Model, Cancel);
        var model = await FillAsync(2);

        var alias = await SetAsync(Alias(model), 3);

        Assert.Equal(old.Key, alias.Key);
        Assert.Equal(new AliasWrite(AliasWriteVerdict.RevisionDiffers, alias), await Aliases.SetAsync(alias.Key, 4, old.Revision, "key-1", Many, Cancel));
    }

    [Fact]
    public async Task ListChanges_InPages_IsNewestFirstWithRemovals()
    {
        var model = await FillAsync(2);
        var other = await CreateStreamAsync("other");
        await RegisterAsync(other, "weights");
        await SetAsync(Alias(model), 1);
        await SetAsync(Alias(other), 1);
        await SetAsync(Alias(model, "challenger"), 2);
        Storage.Time.Now += TimeSpan.FromMinutes(1);
        var last = await SetAsync(Alias(model), 2);
        await Aliases.RemoveAsync(last.Key, last.Revision, "key-9", Cancel);

        var changes = new List<AliasChange>();
        while (await Aliases.ListChangesAsync(model.Tenant, model.Model, changes is [.., var before] ? before.Revision : null, 3, Cancel) is { Count: > 0 } page)
        {
            changes.AddRange(page);
        }

        Assert.Equal(
            [("champion", null, "key-9"), ("champion", 2, "key-1"), ("challenger", 2, "key-1"), ("champion", 1L, "key-1")],
            changes.Select(change => (change.Alias, change.Number, change.ChangedBy)));
        Assert.Equal((last.Revision, Now), (changes[1].Revision, changes[1].ChangedAt));
        Assert.Equal(changes.Select(change => change.Revision).OrderDescending(), changes.Select(change => change.Revision));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Aliases.ListChangesAsync(model.Tenant, model.Model, null, 0, Cancel));
    }

    [Fact]
    public async Task ListChanges_AfterMoreThanAreKept_HasTheNewestOfThisModel()
    {
        var model = await FillAsync(2);
        var other = await CreateStreamAsync("other");
        await RegisterAsync(other, "weights");
        await SetAsync(Alias(other), 1);
        var alias = await SetAsync(Alias(model), 2);
        var revisions = new List<long> { alias.Revision };
        while (revisions.Count < AliasChange.MaxKept + 2)
        {
            alias = (await Aliases.SetAsync(alias.Key, 3 - alias.Number, alias.Revision, "key-1", Many, Cancel)).Alias!;
            revisions.Add(alias.Revision);
        }

        var changes = await Aliases.ListChangesAsync(model.Tenant, model.Model, null, int.MaxValue, Cancel);

        Assert.Equal(revisions.Skip(2).Reverse(), changes.Select(change => change.Revision));
        Assert.Single(await Aliases.ListChangesAsync(other.Tenant, other.Model, null, int.MaxValue, Cancel));
    }

    /// <summary>A model with so many versions.</summary>
    private async Task<StreamKey> FillAsync(int versions)
    {
        var model = await CreateStreamAsync();
        for (var number = 0; number < versions; number++)
        {
            await RegisterAsync(model, "weights");
        }

        return model;
    }

    private async Task ChangeStateAsync(StreamKey model, long number, VersionState state)
    {
        var version = (await Storage.Versions.FindAsync(Key(model, number), Cancel))!.Summary;
        var refusal = state == VersionState.Refused ? new VersionRefusal("signature", "differs") : null;
        Assert.Equal(VersionWriteVerdict.Written, await Storage.Versions.ChangeStateAsync(version.Id, version.State, state, refusal, Cancel));
    }
}
