using Berlin.Storage.Artifacts;
using Berlin.Storage.Versions;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>What every <see cref="IArtifactRows"/> keeps: a collection never takes what a version names, and no version names what a collection has taken.</summary>
public abstract class ArtifactRowsConformance : VersionedModels
{
    private IArtifactRows Rows => Storage.ArtifactRows;

    [Fact]
    public async Task Touch_NewArtifact_IsReadBack()
    {
        Assert.True(await Rows.TouchAsync(Digest("a"), long.MaxValue, Cancel));
        Assert.True(await Rows.TouchAsync(Digest(""), 0, Cancel));
        await Storage.ReopenAsync();

        Assert.Equal(new ArtifactRow(Digest("a"), long.MaxValue, Now, null), await Rows.FindAsync(Digest("a"), Cancel));
        Assert.Equal(new ArtifactRow(Digest(""), 0, Now, null), await Rows.FindAsync(Digest(""), Cancel));
        Assert.Null(await Rows.FindAsync(Digest("b"), Cancel));
    }

    [Fact]
    public async Task Touch_Again_CountsFromNowAndNeverBack()
    {
        await TouchAsync("a");
        Storage.Time.Now += TimeSpan.FromHours(1);
        await TouchAsync("a");
        var later = Now;
        Storage.Time.Now -= TimeSpan.FromDays(3);
        await TouchAsync("a");

        Assert.Equal(later, (await Rows.FindAsync(Digest("a"), Cancel))!.UnnamedSince);
    }

    [Fact]
    public async Task Touch_OfAnotherSize_IsABug()
    {
        await TouchAsync("a");

        await Assert.ThrowsAsync<ArgumentException>(() => Rows.TouchAsync(Digest("a"), 2, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Rows.TouchAsync(Digest("a"), -1, Cancel));

        Assert.Equal(1, (await Rows.FindAsync(Digest("a"), Cancel))!.SizeBytes);
    }

    [Fact]
    public async Task Touch_OfANamedOne_LeavesItNamed()
    {
        await RegisterAsync(await CreateStreamAsync(), "a");
        Storage.Time.Now += TimeSpan.FromHours(1);

        await TouchAsync("a");

        Assert.Null((await Rows.FindAsync(Digest("a"), Cancel))!.UnnamedSince);
    }

    [Fact]
    public async Task Collect_AfterTheGrace_TakesWhatWaitsLongestUpToTheLimit()
    {
        foreach (var content in new[] { "1", "2", "3", "4" })
        {
            await TouchAsync(content);
            Storage.Time.Now += TimeSpan.FromHours(1);
        }

        Storage.Time.Now += Grace - TimeSpan.FromHours(2);
        var first = await Rows.CollectAsync(Grace, TakeOver, 2, Cancel);
        var second = await Rows.CollectAsync(Grace, TakeOver, 2, Cancel);

        Assert.Equal([new StoredArtifact(Digest("1"), 1), new StoredArtifact(Digest("2"), 1)], first.Artifacts.OrderBy(one => one.Digest != Digest("1")));
        Assert.Equal([new StoredArtifact(Digest("3"), 1)], second.Artifacts);
        Assert.True(second.Number > first.Number);
        Assert.Equal(first.Number, (await Rows.FindAsync(Digest("1"), Cancel))!.Collection);
        Assert.Null((await Rows.FindAsync(Digest("4"), Cancel))!.Collection);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Rows.CollectAsync(Grace, TakeOver, 0, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Rows.CollectAsync(-Grace, TakeOver, 1, Cancel));
    }

    [Fact]
    public async Task Collect_WhatAVersionNames_IsNeverTaken()
    {
        var model = await CreateStreamAsync();
        await RegisterAsync(model, "shared", "first");
        await RegisterAsync(model, "shared");
        Storage.Time.Now += 10 * Grace;
        Assert.Empty((await Rows.CollectAsync(TimeSpan.Zero, TimeSpan.Zero, Many, Cancel)).Artifacts);

        // From its deletion on a version's artifacts have the whole grace again.
        await Storage.Versions.DeleteAsync(Key(model, 1), Cancel);
        Storage.Time.Now += Grace - TimeSpan.FromSeconds(1);
        Assert.Empty((await Rows.CollectAsync(Grace, TakeOver, Many, Cancel)).Artifacts);
        Storage.Time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal([Digest("first")], await CollectAsync());
    }

    [Fact]
    public async Task Collect_ThenDelete_MakesRoomForANewUpload()
    {
        var model = await CreateStreamAsync();
        await TouchAsync("a");
        Storage.Time.Now += Grace;
        var collection = await Rows.CollectAsync(Grace, TakeOver, Many, Cancel);

        Assert.False(await Rows.TouchAsync(Digest("a"), 1, Cancel));
        var registration = await Storage.Versions.RegisterAsync(New(model, "a"), Many, Cancel);
        Assert.Equal(VersionRegisterVerdict.ArtifactsMissing, registration.Verdict);
        Assert.Equal([Digest("a")], registration.Missing);

        Assert.True(await Rows.RenewAsync(collection.Number, Digest("a"), Cancel));
        Assert.True(await Rows.DeleteAsync(collection.Number, Digest("a"), Cancel));
        Assert.Null(await Rows.FindAsync(Digest("a"), Cancel));
        Assert.Equal(1, (await RegisterAsync(model, "a")).Number);
        Assert.False(await Rows.RenewAsync(collection.Number, Digest("a"), Cancel));
        Assert.False(await Rows.DeleteAsync(collection.Number, Digest("a"), Cancel));
        Assert.NotNull(await Rows.FindAsync(Digest("a"), Cancel));
    }

    [Fact]
    public async Task Collect_AfterACrash_TakesOverAndFencesTheOneBefore()
    {
        await TouchAsync("a");
        Storage.Time.Now += Grace;
        var crashed = await Rows.CollectAsync(Grace, TakeOver, Many, Cancel);
        await Storage.ReopenAsync();

        Storage.Time.Now += TakeOver - TimeSpan.FromSeconds(1);
        Assert.True(await Rows.RenewAsync(crashed.Number, Digest("a"), Cancel));
        Storage.Time.Now += TakeOver - TimeSpan.FromSeconds(1);
        Assert.Empty(await CollectAsync());
        Storage.Time.Now += TimeSpan.FromSeconds(1);
        var next = await Rows.CollectAsync(Grace, TakeOver, Many, Cancel);

        Assert.Equal([new StoredArtifact(Digest("a"), 1)], next.Artifacts);
        Assert.False(await Rows.RenewAsync(crashed.Number, Digest("a"), Cancel));
        Assert.False(await Rows.DeleteAsync(crashed.Number, Digest("a"), Cancel));
        Assert.True(await Rows.DeleteAsync(next.Number, Digest("a"), Cancel));
    }

    [Fact]
    public async Task Collect_ManyAtOnce_EachArtifactGoesToOne()
    {
        string[] contents = [.. Enumerable.Range(0, 30).Select(number => $"{number}")];
        await TouchAsync(contents);
        Storage.Time.Now += Grace;

        var collections = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Rows.CollectAsync(Grace, TakeOver, 10, Cancel)));

        var taken = collections.SelectMany(collection => collection.Artifacts).Select(artifact => artifact.Digest).ToList();
        Assert.Equal(taken.Distinct().Count(), taken.Count);
        taken.AddRange(await CollectAsync()); // What all of them have passed over, because another one held it.
        Assert.Equal(contents.Select(Digest).ToHashSet(), [.. taken]);
        Assert.Equal(6, collections.Select(collection => collection.Number).Distinct().Count());
    }

    [Fact]
    public async Task Collect_WhileVersionsAreRegisteredAndDeleted_NoVersionLosesItsBytes()
    {
        const int Artifacts = 12;
        var model = await CreateStreamAsync();
        var bytes = new HashSet<ArtifactDigest>();
        var random = new Random(7);
        for (var round = 0; round < 8; round++)
        {
            foreach (var content in Enumerable.Range(0, Artifacts).Select(Content))
            {
                Assert.True(await Rows.TouchAsync(Digest(content), content.Length, Cancel));
                bytes.Add(Digest(content));
            }

            var old = await NumbersAsync(model);
            Storage.Time.Now += Grace;
            var registering = Enumerable.Range(0, 6)
                .Select(_ => Storage.Versions.RegisterAsync(New(model, Content(random.Next(Artifacts)), Content(random.Next(Artifacts))), Many, Cancel)).ToList();
            var deleting = old.Select(number => Storage.Versions.DeleteAsync(Key(model, number), Cancel)).ToList();
            var collecting = Enumerable.Range(0, 2).Select(_ => FinishAsync(bytes)).ToList();
            Task[] all = [.. registering, .. deleting, .. collecting];
            await Task.WhenAll(all);

            foreach (var number in await NumbersAsync(model))
            {
                foreach (var file in (await Storage.Versions.FindAsync(Key(model, number), Cancel))!.Files)
                {
                    Assert.Contains(file.Digest, bytes);
                    Assert.Equal(new ArtifactRow(file.Digest, file.SizeBytes, null, null), await Rows.FindAsync(file.Digest, Cancel));
                }
            }

            Assert.All(registering, one => Assert.NotEqual(VersionRegisterVerdict.ModelNotFound, one.Result.Verdict));
        }

        static string Content(int number) => $"content-{number}";
    }

    /// <summary>A whole collection, as its owner does it.</summary>
    private async Task FinishAsync(HashSet<ArtifactDigest> bytes)
    {
        var collection = await Rows.CollectAsync(Grace, TakeOver, Many, Cancel);
        foreach (var artifact in collection.Artifacts)
        {
            Assert.True(await Rows.RenewAsync(collection.Number, artifact.Digest, Cancel));
            lock (bytes)
            {
                bytes.Remove(artifact.Digest);
            }

            Assert.True(await Rows.DeleteAsync(collection.Number, artifact.Digest, Cancel));
        }
    }

    private async Task<IReadOnlyList<ArtifactDigest>> CollectAsync() =>
        [.. (await Rows.CollectAsync(Grace, TakeOver, Many, Cancel)).Artifacts.Select(artifact => artifact.Digest)];
}
