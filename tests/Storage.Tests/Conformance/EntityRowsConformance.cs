using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>Rows of one entity, and the entities of a stream.</summary>
public abstract class EntityRowsConformance : StorageConformance
{
    private IObservationLog Log => Storage.Observations;

    [Fact]
    public async Task ReadEntity_AmongOthers_GivesItsRowsWithItsCorrectionsInPages()
    {
        var rows = new List<StoredObservation>();
        for (var sequence = 1; sequence <= 120; sequence++)
        {
            rows.Add(sequence % 10 == 0
                ? Correction(sequence, rows[sequence - 5], "2770", $"c{sequence}")
                : Row(sequence, $"id{sequence}", "2770", entity: (sequence % 4) switch { 0 => null, 1 => "a", 2 => "b", _ => "ab" }));
        }

        var (stream, _) = await CreateStreamAsync([.. rows]);

        foreach (var entity in new[] { "a", "b", "ab" })
        {
            var read = new List<StoredObservation>();
            while (await Log.ReadEntityAsync(stream, entity, read is [.., var last] ? last.Sequence : 0, 4, Cancel) is { Count: > 0 } page)
            {
                Assert.InRange(page.Count, 1, 4);
                read.AddRange(page);
            }

            var expected = rows.Where(row => row.Entity == entity).ToList();
            Assert.Equal(expected.Count, read.Count);
            Assert.All(expected.Zip(read), pair => AssertSame(pair.First, pair.Second));
        }

        Assert.Empty(await Log.ReadEntityAsync(stream, "", 0, 10, Cancel));
        Assert.Empty(await Log.ReadEntityAsync(stream, "A", 0, 10, Cancel));
        Assert.Empty(await Log.ReadEntityAsync(stream, "a", 120, 10, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Log.ReadEntityAsync(stream, "a", 0, 0, Cancel));
    }

    [Fact]
    public async Task EveryCall_UnknownStream_FindsNothing()
    {
        var stream = new StreamKey("nobody", "nothing");

        Assert.Empty(await Log.ReadEntityAsync(stream, "a", 0, 10, Cancel));
        Assert.Empty(await Log.ListEntitiesAsync(stream, null, 10, Cancel));
        Assert.Null(await Log.FindEntityAsync(stream, "a", Cancel));
    }

    [Fact]
    public async Task FindEntity_CorrectedRows_CountsObservationsAndTellsTheLastRow()
    {
        var (first, second) = (Row(1, "a", "x", entity: "e"), Row(2, "b", "x", entity: "e"));
        var correction = Correction(4, first, "x", "y");
        var (stream, _) = await CreateStreamAsync(first, second, Row(3, "c", "x", entity: "other"), correction, Row(5, "d", "x", entity: null));

        Assert.Equal(new EntitySummary("e", 2, 4, correction.At), await Log.FindEntityAsync(stream, "e", Cancel));
        Assert.Equal(new EntitySummary("other", 1, 3, Row(3).At), await Log.FindEntityAsync(stream, "other", Cancel));
        Assert.Null(await Log.FindEntityAsync(stream, "E", Cancel));
        Assert.Null(await Log.FindEntityAsync(stream, "", Cancel));
    }

    [Fact]
    public async Task ListEntities_InPages_IsInTheOrderOfBytes()
    {
        string[] entities = ["b", "a", "", "a\0", "A", "a b", "é", "\u20AC", "😀", "z", "10", "9", "~"];
        var rows = Enumerable.Range(1, 60).Select(sequence => Row(sequence, $"id{sequence}", "x", entity: sequence % 5 == 0 ? null : entities[sequence % entities.Length])).ToArray();
        var (stream, _) = await CreateStreamAsync(rows);
        var expected =
            from row in rows
            where row.Entity is not null
            group row by row.Entity into own
            orderby Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(own.Key)) + "\0"
            select new EntitySummary(own.Key, own.Count(), own.Last().Sequence, own.Last().At);

        var listed = new List<EntitySummary>();
        while (await Log.ListEntitiesAsync(stream, listed is [.., var last] ? last.Entity : null, 3, Cancel) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 3);
            listed.AddRange(page);
        }

        Assert.Equal(expected, listed);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Log.ListEntitiesAsync(stream, null, 0, Cancel));
    }

    [Fact]
    public async Task ListEntities_OtherStreams_AreNotListed()
    {
        var (stream, _) = await CreateStreamAsync(Row(1, "a", "x", entity: "mine"));
        var other = await CreateStreamAsync(model: "other");
        await Log.AppendAsync(Append(other, await TakeAsync(other), Row(1, "a", "x", entity: "theirs")), Cancel);

        Assert.Equal("mine", Assert.Single(await Log.ListEntitiesAsync(stream, null, 10, Cancel)).Entity);
        Assert.Empty(await Log.ReadEntityAsync(stream, "theirs", 0, 10, Cancel));
    }
}
