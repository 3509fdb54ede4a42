using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>What every <see cref="IVersionStore"/> keeps.</summary>
public abstract class VersionStoreConformance : VersionedModels
{
    private static readonly VersionRefusal Refusal = new("environment.scikit-learn", "made with 1.2.1, here is 1.5.0");

    private IVersionStore Versions => Storage.Versions;

    [Fact]
    public async Task Register_NewVersion_IsReadBackWhole()
    {
        var model = await CreateStreamAsync();
        await TouchAsync("weights", "vocabulary");
        var version = New(model, "weights", "vocabulary", "weights") with { Manifest = """{"a":[1]}""", Runtime = "python-sklearn", CreatedBy = "key-7" };

        var registration = await Versions.RegisterAsync(version, 1, Cancel);
        await Storage.ReopenAsync();

        var expected = new VersionSummary
        {
            Id = registration.Version!.Id,
            Tenant = model.Tenant,
            Model = model.Model,
            Number = 1,
            Runtime = "python-sklearn",
            SizeBytes = 7 + 10 + 7,
            State = VersionState.Registered,
            StateChangedAt = Now,
            CreatedAt = Now,
            CreatedBy = "key-7",
        };
        Assert.Equal((VersionRegisterVerdict.Registered, expected), (registration.Verdict, registration.Version));
        var stored = (await Versions.FindAsync(Key(model, 1), Cancel))!;
        Assert.Equal((expected, """{"a":[1]}"""), (stored.Summary, stored.Manifest));
        Assert.Equal(
            [
                new StoredVersionFile("file-0", Digest("weights"), 7),
                new StoredVersionFile("file-1", Digest("vocabulary"), 10),
                new StoredVersionFile("file-2", Digest("weights"), 7),
            ],
            stored.Files);
        Assert.Equal([expected], await Versions.ListAsync(model.Tenant, model.Model, null, 10, Cancel));
    }

    [Fact]
    public async Task Register_WithoutFiles_IsAVersionAllTheSame()
    {
        var model = await CreateStreamAsync();

        await RegisterAsync(model);

        var stored = (await Versions.FindAsync(Key(model, 1), Cancel))!;
        Assert.Empty(stored.Files);
        Assert.Equal("""{"runtime":"onnx"}""", stored.Manifest);
    }

    [Fact]
    public async Task Register_NaughtyTexts_AreKeptCharacterByCharacter()
    {
        var model = await CreateStreamAsync();
        await TouchAsync("weights");
        foreach (var text in NaughtyTexts.All.Select(row => row.Data))
        {
            var version = New(model) with { Manifest = text, CreatedBy = text, Files = [new VersionFile(text, Digest("weights"))] };
            var registered = (await Versions.RegisterAsync(version, Many, Cancel)).Version!;
            await Versions.ChangeStateAsync(registered.Id, VersionState.Registered, VersionState.Refused, new VersionRefusal(text, text), Cancel);

            var stored = (await Versions.FindAsync(registered.Key, Cancel))!;

            Assert.Equal((text, text, text), (stored.Manifest, stored.Summary.CreatedBy, Assert.Single(stored.Files).Name));
            Assert.Equal(new VersionRefusal(text, text), stored.Summary.Refusal);
        }
    }

    [Fact]
    public async Task Register_UnknownModelOrTenant_StoresNothing()
    {
        var model = await CreateStreamAsync();
        await TouchAsync("weights");

        foreach (var other in new[] { model with { Model = "other" }, model with { Tenant = "other" } })
        {
            var registration = await Versions.RegisterAsync(New(other, "weights"), Many, Cancel);
            Assert.Equal((VersionRegisterVerdict.ModelNotFound, null), (registration.Verdict, registration.Version));
            Assert.Empty(await NumbersAsync(other));
        }

        Assert.Equal(Now, (await Storage.ArtifactRows.FindAsync(Digest("weights"), Cancel))!.UnnamedSince);
    }

    [Fact]
    public async Task Register_MissingArtifacts_TellsThemAndChangesNothing()
    {
        var model = await CreateStreamAsync();
        await TouchAsync("there");

        var registration = await Versions.RegisterAsync(New(model, "gone", "there", "gone", "gone too"), Many, Cancel);

        Assert.Equal(VersionRegisterVerdict.ArtifactsMissing, registration.Verdict);
        Assert.Equal([Digest("gone"), Digest("gone too")], registration.Missing);
        Assert.Empty(await NumbersAsync(model));
        Assert.NotNull((await Storage.ArtifactRows.FindAsync(Digest("there"), Cancel))!.UnnamedSince);
        Assert.Equal(1, (await RegisterAsync(model, "there")).Number);
    }

    [Fact]
    public async Task Register_NameOfAFileTwice_IsABug()
    {
        var model = await CreateStreamAsync();
        await TouchAsync("weights");
        var file = new VersionFile("same", Digest("weights"));

        await Assert.ThrowsAsync<ArgumentException>(() => Versions.RegisterAsync(New(model) with { Files = [file, file] }, Many, Cancel));

        Assert.Empty(await NumbersAsync(model));
    }

    [Fact]
    public async Task Register_ManyAtOnceOfOneModel_EachGetsANumberUpToTheBound()
    {
        var model = await CreateStreamAsync();
        await TouchAsync("weights");

        var registrations = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Versions.RegisterAsync(New(model, "weights"), 15, Cancel)));

        var registered = registrations.Where(one => one.Verdict == VersionRegisterVerdict.Registered).Select(one => one.Version!).ToList();
        Assert.Equal(Enumerable.Range(1, 15).Select(number => (long)number), registered.Select(version => version.Number).Order());
        Assert.Equal(15, registered.Select(version => version.Id).Distinct().Count());
        Assert.Equal(5, registrations.Count(one => one.Verdict == VersionRegisterVerdict.TooManyVersions));
        Assert.Equal(Enumerable.Range(1, 15).Select(number => (long)number).Reverse(), await NumbersAsync(model));
    }

    [Fact]
    public async Task Register_ModelsThatShareArtifactsAtOnce_DoNotHinderOneAnother()
    {
        string[] contents = ["a", "b", "c", "d"];
        await TouchAsync(contents);
        var models = new List<StreamKey>();
        for (var number = 0; number < 8; number++)
        {
            models.Add(await CreateStreamAsync(model: $"model-{number}"));
        }

        // Each model names them in another order, and deletes what it registered.
        await Task.WhenAll(models.Select(async (model, index) =>
        {
            string[] order = [.. contents[(index % 4)..], .. contents[..(index % 4)]];
            for (var round = 1; round <= 5; round++)
            {
                var registration = await Versions.RegisterAsync(New(model, order), Many, Cancel);
                Assert.Equal((VersionRegisterVerdict.Registered, round), (registration.Verdict, registration.Version!.Number));
                Assert.Equal(VersionWriteVerdict.Written, await Versions.DeleteAsync(registration.Version.Key, Cancel));
            }
        }));

        foreach (var content in contents)
        {
            Assert.Equal(Now, (await Storage.ArtifactRows.FindAsync(Digest(content), Cancel))!.UnnamedSince);
        }
    }

    [Fact]
    public async Task List_InPages_IsNewestFirst()
    {
        var model = await CreateStreamAsync();
        for (var number = 1; number <= 7; number++)
        {
            await RegisterAsync(model, "weights");
        }

        var listed = new List<long>();
        while (await Versions.ListAsync(model.Tenant, model.Model, listed is [.., var last] ? last : null, 3, Cancel) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 3);
            listed.AddRange(page.Select(version => version.Number));
        }

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], listed);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Versions.ListAsync(model.Tenant, model.Model, null, 0, Cancel));
    }

    [Fact]
    public async Task Find_ForeignModel_IsNull()
    {
        var model = await CreateStreamAsync();
        var other = await CreateStreamAsync("other");
        await RegisterAsync(model, "weights");

        Assert.Null(await Versions.FindAsync(Key(other, 1), Cancel));
        Assert.Null(await Versions.FindAsync(Key(model, 2), Cancel));
        Assert.Empty(await NumbersAsync(other));
        Assert.Equal(VersionWriteVerdict.NotFound, await Versions.DeleteAsync(Key(other, 1), Cancel));
        Assert.Equal(1, (await RegisterAsync(other, "weights")).Number);
    }

    [Fact]
    public async Task ChangeState_FromTheExpectedOne_IsToldByTheRow()
    {
        var model = await CreateStreamAsync();
        var version = await RegisterAsync(model, "weights");
        Storage.Time.Now += TimeSpan.FromMinutes(1);

        Assert.Equal(VersionWriteVerdict.Written, await Versions.ChangeStateAsync(version.Id, VersionState.Registered, VersionState.Refused, Refusal, Cancel));
        await Storage.ReopenAsync();
        var refused = (await Versions.FindAsync(version.Key, Cancel))!.Summary;
        Assert.Equal(version with { State = VersionState.Refused, Refusal = Refusal, StateChangedAt = Now }, refused);

        Assert.Equal(VersionWriteVerdict.Written, await Versions.ChangeStateAsync(version.Id, VersionState.Refused, VersionState.Ready, null, Cancel));
        Assert.Equal(refused with { State = VersionState.Ready, Refusal = null }, Assert.Single(await Versions.ListAsync(model.Tenant, model.Model, null, 10, Cancel)));
    }

    [Fact]
    public async Task ChangeState_FromAnotherStateOrOfNoVersion_ChangesNothing()
    {
        var model = await CreateStreamAsync();
        var version = await RegisterAsync(model, "weights");

        Assert.Equal(VersionWriteVerdict.StateDiffers, await Versions.ChangeStateAsync(version.Id, VersionState.Ready, VersionState.Retired, null, Cancel));
        Assert.Equal(VersionWriteVerdict.NotFound, await Versions.ChangeStateAsync(version.Id + 1, VersionState.Registered, VersionState.Ready, null, Cancel));

        Assert.Equal(version, (await Versions.FindAsync(version.Key, Cancel))!.Summary);
    }

    [Fact]
    public async Task ChangeState_ThatThereIsNot_IsABug()
    {
        var version = await RegisterAsync(await CreateStreamAsync(), "weights");
        (VersionState Expected, VersionState State, VersionRefusal? Refusal)[] wrong =
        [
            (VersionState.Retired, VersionState.Ready, null),
            (VersionState.Retired, VersionState.Refused, Refusal),
            (VersionState.Registered, VersionState.Refused, null),
            (VersionState.Registered, VersionState.Ready, Refusal),
        ];

        foreach (var (expected, state, refusal) in wrong)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => Versions.ChangeStateAsync(version.Id, expected, state, refusal, Cancel));
        }

        Assert.Equal(version, (await Versions.FindAsync(version.Key, Cancel))!.Summary);
    }

    [Fact]
    public async Task ChangeState_ManySilosAtOnce_OneIsHeard()
    {
        var model = await CreateStreamAsync();
        var version = await RegisterAsync(model, "weights");

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 12).Select(silo => silo % 2 == 0
            ? Versions.ChangeStateAsync(version.Id, VersionState.Registered, VersionState.Ready, null, Cancel)
            : Versions.ChangeStateAsync(version.Id, VersionState.Registered, VersionState.Refused, Refusal, Cancel)));

        Assert.Single(verdicts, VersionWriteVerdict.Written);
        Assert.Equal(11, verdicts.Count(verdict => verdict == VersionWriteVerdict.StateDiffers));
        var heard = Array.IndexOf(verdicts, VersionWriteVerdict.Written) % 2 == 0 ? VersionState.Ready : VersionState.Refused;
        Assert.Equal(heard, (await Versions.FindAsync(version.Key, Cancel))!.Summary.State);
    }

    [Fact]
    public async Task Delete_NewestVersion_ItsNumberIsNotGivenAgain()
    {
        var model = await CreateStreamAsync();
        await RegisterAsync(model, "shared", "old");
        await RegisterAsync(model, "shared", "new");
        Storage.Time.Now += TimeSpan.FromDays(2);

        Assert.Equal(VersionWriteVerdict.Written, await Versions.DeleteAsync(Key(model, 2), Cancel));
        await Storage.ReopenAsync();

        Assert.Null(await Versions.FindAsync(Key(model, 2), Cancel));
        Assert.Equal(VersionWriteVerdict.NotFound, await Versions.DeleteAsync(Key(model, 2), Cancel));
        Assert.Equal(Now, (await Storage.ArtifactRows.FindAsync(Digest("new"), Cancel))!.UnnamedSince);
        Assert.Null((await Storage.ArtifactRows.FindAsync(Digest("shared"), Cancel))!.UnnamedSince);
        Assert.Equal(3, (await RegisterAsync(model, "shared")).Number);
        Assert.Equal((IEnumerable<long>)[3, 1], await NumbersAsync(model));
    }

    [Fact]
    public async Task DeleteOrRetire_VersionThatAnAliasNames_IsRefused()
    {
        var model = await CreateStreamAsync();
        var version = await RegisterAsync(model, "weights");
        var alias = await SetAsync(Alias(model), 1);

        Assert.Equal(VersionWriteVerdict.Aliased, await Versions.DeleteAsync(version.Key, Cancel));
        Assert.Equal(VersionWriteVerdict.Aliased, await Versions.ChangeStateAsync(version.Id, VersionState.Registered, VersionState.Retired, null, Cancel));
        Assert.Equal(version, (await Versions.FindAsync(version.Key, Cancel))!.Summary);

        await Storage.Aliases.RemoveAsync(alias.Key, alias.Revision, "key-1", Cancel);
        Assert.Equal(VersionWriteVerdict.Written, await Versions.ChangeStateAsync(version.Id, VersionState.Registered, VersionState.Retired, null, Cancel));
        Assert.Equal(VersionWriteVerdict.Written, await Versions.DeleteAsync(version.Key, Cancel));
    }

    [Fact]
    public async Task RetireOrDelete_WhileAnAliasIsSet_OneOfTheTwoIsRefused()
    {
        var model = await CreateStreamAsync();
        for (var round = 0; round < 10; round++)
        {
            var version = await RegisterAsync(model, "weights");
            var alias = Alias(model, $"alias-{round}");
            var setting = Storage.Aliases.SetAsync(alias, version.Number, 0, "key-1", Many, Cancel);
            var ending = round % 2 == 0
                ? Versions.ChangeStateAsync(version.Id, VersionState.Registered, VersionState.Retired, null, Cancel)
                : Versions.DeleteAsync(version.Key, Cancel);

            var isSet = (await setting).Verdict == AliasWriteVerdict.Written;
            Assert.Equal(isSet ? VersionWriteVerdict.Aliased : VersionWriteVerdict.Written, await ending);
            Assert.Equal(isSet, await Versions.FindByAliasAsync(alias, Cancel) is not null);
        }
    }

    [Fact]
    public async Task DeleteModel_ThenTheSameNameAgain_NumbersGoOnAndTheOldIdIsNobodys()
    {
        var model = await CreateStreamAsync();
        var other = await CreateStreamAsync(model: "other");
        await RegisterAsync(other, "shared");
        await RegisterAsync(model, "shared");
        var old = await RegisterAsync(model, "own");
        await SetAsync(Alias(model), 2);
        Storage.Time.Now += TimeSpan.FromDays(2);

        var files = (await Storage.Models.DeleteAsync(model.Tenant, model.Model, Cancel))!;
        Assert.Equal(ModelWriteVerdict.Written, await Storage.Models.CreateAsync(model.Tenant, model.Model, Definition, Cancel));
        await Storage.ReopenAsync();

        Assert.Empty(files.BlobNames);
        Assert.Empty(await NumbersAsync(model));
        Assert.Empty(await Storage.Aliases.ListAsync(model.Tenant, model.Model, Cancel));
        Assert.Empty(await Storage.Aliases.ListChangesAsync(model.Tenant, model.Model, null, 10, Cancel));
        Assert.Null((await Storage.ArtifactRows.FindAsync(Digest("shared"), Cancel))!.UnnamedSince);
        Assert.Equal(Now, (await Storage.ArtifactRows.FindAsync(Digest("own"), Cancel))!.UnnamedSince);

        var next = await RegisterAsync(model, "own");
        Assert.Equal(3, next.Number);
        Assert.True(next.Id > old.Id);
        Assert.Equal(VersionWriteVerdict.NotFound, await Versions.ChangeStateAsync(old.Id, VersionState.Registered, VersionState.Ready, null, Cancel));
        Assert.Equal(2, (await RegisterAsync(other, "shared")).Number);
    }

    [Fact]
    public async Task DeleteTenant_ThenTheSameNamesAgain_NumbersGoOn()
    {
        var model = await CreateStreamAsync();
        var second = await CreateStreamAsync(model: "second");
        await RegisterAsync(model, "a", "b");
        await RegisterAsync(second, "b", "a");

        await Storage.Tenants.DeleteAsync(model.Tenant, Cancel);
        Assert.Equal(model, await CreateStreamAsync());

        Assert.Empty(await NumbersAsync(model));
        Assert.Equal(Now, (await Storage.ArtifactRows.FindAsync(Digest("a"), Cancel))!.UnnamedSince);
        Assert.Equal(2, (await RegisterAsync(model, "a")).Number);
    }

    [Fact]
    public async Task RenameTenant_VersionsAndAliasesFollow_AndNumbersGoOnUnderBothNames()
    {
        var model = await CreateStreamAsync();
        await RegisterAsync(model, "weights");
        var second = await RegisterAsync(model, "weights");
        var alias = await SetAsync(Alias(model), 2);
        var before = (await Versions.FindAsync(Key(model, 2), Cancel))!;

        Assert.Equal(TenantRenameVerdict.Renamed, await Storage.Tenants.RenameAsync(model.Tenant, "berlin", Cancel));

        var moved = model with { Tenant = "berlin" };
        var after = (await Versions.FindByAliasAsync(Alias(moved), Cancel))!;
        Assert.Equal(before.Summary with { Tenant = "berlin" }, after.Summary);
        Assert.Equal(before.Files, after.Files);
        Assert.Equal(alias with { Key = Alias(moved) }, await Storage.Aliases.FindAsync(Alias(moved), Cancel));
        Assert.Empty(await NumbersAsync(model));
        Assert.Equal(VersionWriteVerdict.Written, await Versions.ChangeStateAsync(second.Id, VersionState.Registered, VersionState.Ready, null, Cancel));

        await Storage.Tenants.CreateAsync(model.Tenant, Key("again", model.Tenant), Cancel);
        await Storage.Models.CreateAsync(model.Tenant, model.Model, Definition, Cancel);
        Assert.Equal(3, (await RegisterAsync(moved, "weights")).Number);
        Assert.Equal(3, (await RegisterAsync(model, "weights")).Number);
    }

    [Fact]
    public async Task RenameTenant_ToTheNameOfADeletedOne_NumbersGoOnAboveThoseOfBoth()
    {
        var model = await CreateStreamAsync();
        var gone = await CreateStreamAsync("berlin");
        for (var number = 1; number <= 4; number++)
        {
            await RegisterAsync(gone, "weights");
        }

        await RegisterAsync(model, "weights");
        await Storage.Tenants.DeleteAsync(gone.Tenant, Cancel);

        await Storage.Tenants.RenameAsync(model.Tenant, gone.Tenant, Cancel);

        Assert.Equal((IEnumerable<long>)[1], await NumbersAsync(gone));
        Assert.Equal(5, (await RegisterAsync(gone, "weights")).Number);
    }
}
