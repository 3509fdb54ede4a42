using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>Corrections as rows of the log: what is appended, what is refused, and which target holds.</summary>
public abstract class CorrectionConformance : StorageConformance
{
    private IObservationLog Log => Storage.Observations;

    [Fact]
    public async Task Append_Correction_IsARowOfItsOwnAndLeavesTheObservation()
    {
        var taxi = Row(1, "a", "2770", entity: "e", subject: "s");
        var correction = Correction(2, taxi, "2770", "6540");
        var (stream, _) = await CreateStreamAsync(taxi, correction);

        await Storage.ReopenAsync();

        Assert.Collection(await ReadAllAsync(stream), row => AssertSame(taxi, row), row => AssertSame(correction, row));
    }

    [Fact]
    public async Task Append_CorrectionOfAnEarlierAppend_IsCommitted()
    {
        var taxi = Row(1, "a", "x");
        var (stream, position) = await CreateStreamAsync(taxi);

        Assert.Equal(AppendVerdict.Committed, await Log.AppendAsync(Append(stream, position, Correction(2, taxi, "x", "y"), Row(3, "b"), Correction(4, taxi, "y", "z")), Cancel));

        Assert.Equal("z", Assert.Single(await Log.FindCurrentAsync(stream, ["a"], Cancel)).Target);
    }

    [Fact]
    public async Task Append_CorrectionOfNothing_IsRefusedWhole()
    {
        var taxi = Row(1, "a", "x");
        var correction = Correction(2, taxi, "x", "y");
        var (stream, position) = await CreateStreamAsync(taxi, correction);
        var next = Correction(3, taxi, "y", "z");
        StoredObservation[] wrong = [next with { Id = "b" }, next with { Corrects = 2 }, next with { Corrects = 3 }, next with { Corrects = 9 }, next with { Corrects = 0 }];

        foreach (var row in wrong)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(stream, position, row), Cancel));
            await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(stream, position, Row(3, "good"), row with { Sequence = 4 }), Cancel));
        }

        Assert.Equal(position, await Log.ReadPositionAsync(stream, Cancel));
        Assert.Equal(2, (await ReadAllAsync(stream)).Count);
    }

    [Fact]
    public async Task Append_CorrectionOfAnotherStreamsObservation_IsRefused()
    {
        var taxi = Row(1, "a", "x");
        await CreateStreamAsync(taxi);
        var other = await CreateStreamAsync(model: "other");
        var position = await TakeAsync(other);

        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(other, position, Correction(1, taxi, "x", "y") with { Corrects = 1 }), Cancel));
    }

    [Fact]
    public async Task Append_HalfACorrection_IsABug()
    {
        var taxi = Row(1, "a", "x");
        var (stream, position) = await CreateStreamAsync(taxi);
        var correction = Correction(2, taxi, "x", "y");

        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(stream, position, correction with { PreviousTarget = null }), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(stream, position, correction with { Corrects = null }), Cancel));

        Assert.Equal(position, await Log.ReadPositionAsync(stream, Cancel));
    }

    [Fact]
    public async Task Append_ObservationUnderTheIdOfACorrectedOne_IsRefused()
    {
        var taxi = Row(1, "a", "x");
        var (stream, position) = await CreateStreamAsync(taxi, Correction(2, taxi, "x", "y"));

        await Assert.ThrowsAsync<ArgumentException>(() => Log.AppendAsync(Append(stream, position, Row(3, "a", "y")), Cancel));
    }

    [Fact]
    public async Task Append_CorrectionWithAnOldEpoch_IsFenced()
    {
        var taxi = Row(1, "a", "x");
        var (stream, old) = await CreateStreamAsync(taxi);
        await TakeAsync(stream, "silo-2");

        Assert.Equal(AppendVerdict.Fenced, await Log.AppendAsync(Append(stream, old, Correction(2, taxi, "x", "y")), Cancel));

        Assert.Equal("x", Assert.Single(await Log.FindCurrentAsync(stream, ["a"], Cancel)).Target);
    }

    [Fact]
    public async Task Find_CorrectedObservation_TellsTheObservationOnly()
    {
        var taxi = Row(1, "a", "x");
        var correction = Correction(2, taxi, "x", "y") with { ContentDigest = new byte[ObservationDigest.SizeBytes] };
        var (stream, _) = await CreateStreamAsync(taxi, correction);

        var found = Assert.Single(await Log.FindAsync(stream, ["a"], Cancel));

        Assert.Equal(1, found.Sequence);
        Assert.Equal(taxi.ContentDigest, found.ContentDigest);
    }

    [Fact]
    public async Task FindCurrent_SomeOfManyIds_TellsRowAndTargetThatHolds()
    {
        var (first, second, third) = (Row(1, "a", "x"), Row(2, "b", "x"), Row(3, "c", "x"));
        var (stream, _) = await CreateStreamAsync(first, second, third, Correction(4, second, "x", "y"), Correction(5, third, "x", "y"), Correction(6, third, "y", "x"));

        var found = await Log.FindCurrentAsync(stream, ["c", "absent", "b", "a"], Cancel);

        Assert.Equal([("a", "x"), ("b", "y"), ("c", "x")], found.OrderBy(row => row.Observation.Sequence).Select(row => (row.Observation.Id, row.Target)));
        AssertSame(second, found.Single(row => row.Observation.Id == "b").Observation);
        Assert.Empty(await Log.FindCurrentAsync(stream, [], Cancel));
        Assert.Empty(await Log.FindCurrentAsync(new StreamKey("nobody", "nothing"), ["a"], Cancel));
    }

    [Fact]
    public async Task ReadCurrent_InPages_GivesEveryObservationOnceAndNoCorrection()
    {
        var random = new Random(5);
        var observations = new List<StoredObservation>();
        var targets = new Dictionary<string, string>();
        var rows = new List<StoredObservation>();
        for (var sequence = 1; sequence <= 200; sequence++)
        {
            if (observations.Count > 0 && random.Next(3) == 0)
            {
                var corrected = observations[random.Next(observations.Count)];
                rows.Add(Correction(sequence, corrected, targets[corrected.Id], targets[corrected.Id] = $"t{sequence}"));
                continue;
            }

            observations.Add(Row(sequence, $"id{sequence}", "first"));
            targets[$"id{sequence}"] = "first";
            rows.Add(observations[^1]);
        }

        var (stream, _) = await CreateStreamAsync([.. rows]);

        var read = new List<CurrentObservation>();
        while (await Log.ReadCurrentAsync(stream, read is [.., var last] ? last.Observation.Sequence : 0, 7, Cancel) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 7);
            read.AddRange(page);
        }

        Assert.Equal(observations.Count, read.Count);
        Assert.All(observations.Zip(read), pair => AssertSame(pair.First, pair.Second.Observation));
        Assert.Equal(observations.Select(row => targets[row.Id]), read.Select(row => row.Target));
        Assert.Empty(await Log.ReadCurrentAsync(new StreamKey("nobody", "nothing"), 0, 1, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Log.ReadCurrentAsync(stream, 0, 0, Cancel));
    }

    [Theory]
    [MemberData(nameof(NaughtyTexts.All), MemberType = typeof(NaughtyTexts))]
    public async Task Append_CorrectionOfNaughtyTexts_IsKeptCharacterByCharacter(string text)
    {
        var taxi = Row(1, text, text, text, text);
        var correction = Correction(2, taxi, text, text + "x");
        var (stream, _) = await CreateStreamAsync(taxi, correction);

        Assert.Collection(await ReadAllAsync(stream), row => AssertSame(taxi, row), row => AssertSame(correction, row));
        Assert.Equal(text + "x", Assert.Single(await Log.FindCurrentAsync(stream, [text], Cancel)).Target);
    }
}
