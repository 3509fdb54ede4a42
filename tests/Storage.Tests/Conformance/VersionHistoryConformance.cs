using Berlin.Storage.Artifacts;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Berlin.Storage.Tenancy;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>
/// Random histories of uploads, verdicts, aliases, deletions, renamings and collections that crash between their steps, compared step by
/// step with <see cref="ReferenceVersions"/>, and with the bytes that a store of artifacts would have.
/// </summary>
public abstract class VersionHistoryConformance(ITestOutputHelper output) : VersionedModels
{
    private static readonly string[] Tenants = ["acme", "berlin", "other"];
    private static readonly string[] Names = ["champion", "challenger"];

    private readonly ReferenceVersions _reference = new();
    private readonly HashSet<ArtifactDigest> _bytes = [];
    private readonly HashSet<(StreamKey, long)> _numbers = [];
    private readonly Dictionary<ArtifactDigest, long> _abandoned = [];
    private readonly HashSet<string> _tenants = [];
    private long _lastRevision;
    private int _keys;
    private Random _random = null!;

    public static TheoryData<int> Seeds => [1, Environment.TickCount];

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public async Task RandomHistory_OfThreeHundredSteps_EqualsTheReference(int seed)
    {
        output.WriteLine($"seed {seed}");
        _random = new Random(seed);
        for (var step = 0; step < 300; step++)
        {
            await StepAsync();
            if (step % 50 == 49)
            {
                await CheckAsync();
            }
        }
    }

    private Task StepAsync() => _random.Next(100) switch
    {
        < 8 => CreateModelAsync(),
        < 10 => DeleteModelAsync(),
        < 12 => RenameTenantAsync(),
        < 42 => UploadAsync(),
        < 57 => ChangeStateAsync(),
        < 75 => ChangeAliasAsync(),
        < 83 => DeleteVersionAsync(),
        < 93 => CollectAsync(),
        < 99 => Task.FromResult(Storage.Time.Now += _random.Next(2) == 0 ? Grace / 3 : TakeOver / 2),
        _ => Storage.ReopenAsync(),
    };

    private async Task CreateModelAsync()
    {
        var model = new StreamKey(Tenants[_random.Next(Tenants.Length)], $"model-{_random.Next(2)}");
        if (_tenants.Add(model.Tenant))
        {
            await Storage.Tenants.CreateAsync(model.Tenant, Key($"key{_keys++}", model.Tenant), Cancel);
        }

        var verdict = await Storage.Models.CreateAsync(model.Tenant, model.Model, Definition, Cancel);
        Assert.Equal(_reference.Models.Contains(model) ? ModelWriteVerdict.RevisionDiffers : ModelWriteVerdict.Written, verdict);
        if (verdict == ModelWriteVerdict.Written)
        {
            _reference.Models.Add(model);
        }
    }

    private async Task DeleteModelAsync()
    {
        var model = AnyModel();
        Assert.Equal(_reference.Models.Contains(model), await Storage.Models.DeleteAsync(model.Tenant, model.Model, Cancel) is not null);
        _reference.DeleteModel(model, Now);
    }

    private async Task RenameTenantAsync()
    {
        var (from, to) = (Tenants[_random.Next(Tenants.Length)], Tenants[_random.Next(Tenants.Length)]);
        if (_tenants.Contains(to) && from != to && _random.Next(2) == 0)
        {
            _tenants.Remove(to);
            await Storage.Tenants.DeleteAsync(to, Cancel);
            _reference.Models.FindAll(model => model.Tenant == to).ForEach(model => _reference.DeleteModel(model, Now));
        }

        var isPossible = _tenants.Contains(from) && !_tenants.Contains(to);
        Assert.Equal(isPossible, await Storage.Tenants.RenameAsync(from, to, Cancel) == TenantRenameVerdict.Renamed);
        if (isPossible)
        {
            _tenants.Remove(from);
            _tenants.Add(to);
            _reference.RenameTenant(from, to);
        }
    }

    /// <summary>An upload in its steps; now and then it ends after one of them, or leaves the bytes to another one.</summary>
    private async Task UploadAsync()
    {
        string[] contents = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => $"content-{_random.Next(12)}")];
        if (_random.Next(10) > 0)
        {
            foreach (var content in contents)
            {
                var isTouched = await Storage.ArtifactRows.TouchAsync(Digest(content), content.Length, Cancel);
                Assert.Equal(_reference.Touch(Digest(content), Now), isTouched);
                if (isTouched)
                {
                    _bytes.Add(Digest(content));
                }
            }
        }

        if (_random.Next(6) > 0)
        {
            var model = AnyModel();
            var registration = await Storage.Versions.RegisterAsync(New(model, contents), Many, Cancel);
            Assert.Equal(_reference.Register(model, [.. contents.Select(Digest)]), registration.Version?.Number);
            if (registration.Version is { } version)
            {
                Assert.True(_numbers.Add((model, version.Number)), $"{model} has given the number {version.Number} twice.");
                _reference.Versions[^1].Id = version.Id;
            }
        }
    }

    private async Task ChangeStateAsync()
    {
        if (AnyVersion() is not { } version)
        {
            return;
        }

        var expected = _random.Next(4) == 0 ? (VersionState)_random.Next(4) : version.State;
        var state = expected == VersionState.Retired ? VersionState.Registered : (VersionState)_random.Next(4);
        var refusal = state == VersionState.Refused ? new VersionRefusal("signature", $"{_random.Next()}") : null;
        Assert.Equal(_reference.ChangeState(version, expected, state), await Storage.Versions.ChangeStateAsync(version.Id, expected, state, refusal, Cancel));
    }

    private async Task ChangeAliasAsync()
    {
        var model = AnyModel();
        var key = Alias(model, Names[_random.Next(Names.Length)]);
        var current = _reference.FindAlias(key);
        var isExpected = _random.Next(5) > 0;
        var expected = isExpected ? current?.Revision ?? 0 : 1_000_000;
        switch (_random.Next(8))
        {
            case 0:
                var removal = await Storage.Aliases.RemoveAsync(key, expected, "key-1", Cancel);
                var isRemoved = current is not null && isExpected;
                Assert.Equal(isRemoved ? AliasWriteVerdict.Written : AliasWriteVerdict.RevisionDiffers, removal.Verdict);
                _reference.Aliases.RemoveAll(alias => isRemoved && alias.Key == key);
                break;
            case 1 or 2:
                var verdict = current is null || !isExpected ? AliasWriteVerdict.RevisionDiffers
                    : current.PreviousNumber is { } previous ? _reference.Set(key, previous, true)
                    : AliasWriteVerdict.NoPreviousVersion;
                Check(verdict, key, await Storage.Aliases.RollBackAsync(key, expected, "key-1", Cancel));
                break;
            default:
                var number = _random.Next(1, 12);
                Check(_reference.Set(key, number, isExpected), key, await Storage.Aliases.SetAsync(key, number, expected, "key-1", Many, Cancel));
                break;
        }
    }

    private void Check(AliasWriteVerdict expected, AliasKey key, AliasWrite write)
    {
        Assert.Equal(expected, write.Verdict);
        var alias = _reference.FindAlias(key);
        Assert.Equal((alias?.Number, alias?.PreviousNumber), (write.Alias?.Number, write.Alias?.PreviousNumber));
        if (alias is not null && write.Alias!.Revision != alias.Revision)
        {
            Assert.True(write.Alias.Revision > _lastRevision, "A revision was given twice.");
            alias.Revision = _lastRevision = write.Alias.Revision;
        }
    }

    private async Task DeleteVersionAsync()
    {
        var version = AnyVersion();
        var key = version is null || _random.Next(10) == 0 ? Key(AnyModel(), 99) : Key(version.Model, version.Number);
        Assert.Equal(_reference.Delete(key.Stream, key.Number, Now), await Storage.Versions.DeleteAsync(key, Cancel));
    }

    /// <summary>A collection that may crash after any of its steps; the abandoned hold is tried again later, as a process does that was stopped.</summary>
    private async Task CollectAsync()
    {
        var limit = _random.Next(1, 5);
        var possible = _reference.Collectable(Now, Grace, TakeOver);
        var collection = await Storage.ArtifactRows.CollectAsync(Grace, TakeOver, limit, Cancel);
        Assert.Equal(Math.Min(limit, possible.Count), collection.Artifacts.Count);
        foreach (var digest in collection.Artifacts.Select(artifact => artifact.Digest))
        {
            Assert.Contains(digest, possible);
            _reference.Artifacts[digest] = _reference.Artifacts[digest] with { Collection = collection.Number, TakenAt = Now };
        }

        foreach (var digest in collection.Artifacts.Select(artifact => artifact.Digest))
        {
            if (_abandoned.TryGetValue(digest, out var old))
            {
                Assert.False(await Storage.ArtifactRows.RenewAsync(old, digest, Cancel));
                Assert.False(await Storage.ArtifactRows.DeleteAsync(old, digest, Cancel));
            }

            _abandoned[digest] = collection.Number;
            if (_random.Next(4) == 0)
            {
                return;
            }

            Assert.True(await Storage.ArtifactRows.RenewAsync(collection.Number, digest, Cancel));
            _bytes.Remove(digest);
            if (_random.Next(4) == 0)
            {
                return;
            }

            Assert.True(await Storage.ArtifactRows.DeleteAsync(collection.Number, digest, Cancel));
            _reference.Artifacts.Remove(digest);
        }
    }

    private async Task CheckAsync()
    {
        foreach (var model in Tenants.SelectMany(tenant => new[] { new StreamKey(tenant, "model-0"), new StreamKey(tenant, "model-1") }))
        {
            Assert.Equal(
                _reference.Versions.Where(version => version.Model == model).OrderByDescending(version => version.Number).Select(version => (version.Id, version.Number, version.State)),
                (await Storage.Versions.ListAsync(model.Tenant, model.Model, null, Many, Cancel)).Select(version => (version.Id, version.Number, version.State)));
            Assert.Equal(
                _reference.Aliases.Where(alias => alias.Key.Stream == model).OrderBy(alias => alias.Key.Name, StringComparer.Ordinal)
                    .Select(alias => (alias.Key, alias.Number, alias.PreviousNumber, alias.Revision, _reference.Find(model, alias.Number)!.Id)),
                (await Storage.Aliases.ListAsync(model.Tenant, model.Model, Cancel))
                    .Select(alias => (alias.Key, alias.Number, alias.PreviousNumber, alias.Revision, alias.VersionId)));
        }

        foreach (var version in _reference.Versions)
        {
            var stored = (await Storage.Versions.FindAsync(Key(version.Model, version.Number), Cancel))!;
            Assert.Equal(version.Digests, stored.Files.Select(file => file.Digest));
            Assert.All(version.Digests, digest => Assert.Contains(digest, _bytes));
        }

        foreach (var digest in Enumerable.Range(0, 12).Select(number => Digest($"content-{number}")))
        {
            var row = await Storage.ArtifactRows.FindAsync(digest, Cancel);
            var expected = _reference.Artifacts.GetValueOrDefault(digest);
            Assert.Equal((expected is null, expected?.UnnamedSince, expected?.Collection), (row is null, row?.UnnamedSince, row?.Collection));
        }
    }

    private StreamKey AnyModel() => _reference.Models.Count == 0 || _random.Next(20) == 0
        ? new StreamKey("nobody", "model-0")
        : _reference.Models[_random.Next(_reference.Models.Count)];

    private ReferenceVersions.Version? AnyVersion() => _reference.Versions.Count == 0 ? null : _reference.Versions[_random.Next(_reference.Versions.Count)];
}
