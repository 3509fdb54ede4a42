using Berlin.Storage.Faults;
using Berlin.Storage.Streams;

namespace Berlin.Storage.Tests.Conformance;

/// <summary>Random histories of several trainers, with corrections, removals, lost answers and restarts, compared step by step with <see cref="ReferenceStream"/>.</summary>
public abstract class RandomHistoryConformance(ITestOutputHelper output) : StorageConformance
{
    private const int Streams = 3;
    private const int Trainers = 4;

    private IObservationLog Log => Storage.Observations;

    public static TheoryData<int> Seeds => [1, 2, 3, Environment.TickCount];

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public async Task RandomHistory_OfFiveHundredSteps_EqualsTheReference(int seed)
    {
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var keys = new List<StreamKey>();
        for (var stream = 0; stream < Streams; stream++)
        {
            keys.Add(await CreateStreamAsync(model: $"model{stream}"));
        }

        var references = keys.ToDictionary(key => key, _ => new ReferenceStream());

        // What each trainer believes about each stream; beliefs go stale when another one takes it.
        var beliefs = new Dictionary<(StreamKey, int), StreamPosition>();
        for (var step = 0; step < 500; step++)
        {
            var key = keys[random.Next(Streams)];
            await StepAsync(random, key, random.Next(Trainers), references[key], beliefs);
        }

        foreach (var (key, reference) in references)
        {
            var rows = await ReadAllAsync(key);
            Assert.Equal(reference.Rows.Count, rows.Count);
            Assert.All(reference.Rows.Zip(rows), pair => AssertSame(pair.First, pair.Second));
        }
    }

    private async Task StepAsync(Random random, StreamKey key, int trainer, ReferenceStream reference, Dictionary<(StreamKey, int), StreamPosition> beliefs)
    {
        switch (random.Next(100))
        {
            case < 10:
                beliefs[(key, trainer)] = await TakeAsync(key, $"silo-{trainer}");
                Assert.Equal(reference.Take($"silo-{trainer}"), beliefs[(key, trainer)]);
                break;
            case < 12:
                await Storage.ReopenAsync();
                break;
            case < 25:
                await CheckReadsAsync(random, key, reference);
                break;
            case < 35:
                var holder = beliefs.GetValueOrDefault((key, trainer), new StreamPosition(0, $"silo-{trainer}", 0, 1));
                await RemoveAsync(random, key, Distort(random, holder), reference);
                break;
            default:
                var belief = beliefs.GetValueOrDefault((key, trainer), new StreamPosition(0, $"silo-{trainer}", 0, 1));
                beliefs[(key, trainer)] = await AppendAsync(random, key, Distort(random, belief), reference) ?? belief;
                break;
        }

        Assert.Equal(reference.Position, await Log.ReadPositionAsync(key, Cancel));
    }

    /// <summary>Now and then a trainer believes what never was.</summary>
    private static StreamPosition Distort(Random random, StreamPosition belief) => random.Next(20) switch
    {
        0 => belief with { Head = Math.Max(0, belief.Head - 1) },
        1 => belief with { Head = belief.Head + 1 },
        2 => belief with { Epoch = belief.Epoch - 1 },
        3 => belief with { Epoch = belief.Epoch + 1 },
        4 => belief with { Owner = $"silo-{random.Next(Trainers)}" },
        _ => belief,
    };

    /// <summary>What the trainer believes after its append was stored; null where it was not.</summary>
    private async Task<StreamPosition?> AppendAsync(Random random, StreamKey key, StreamPosition belief, ReferenceStream reference)
    {
        // Few different ids, so that some are there already or twice in one append.
        var rows = Enumerable.Range(1, random.Next(1, 12)).Select(offset => RandomRow(random, belief.Head + offset, reference)).ToArray();
        var request = Append(key, belief, rows);
        var fault = random.Next(10) switch
        {
            0 => FaultPoint.Append_AfterFenceBeforeRows,
            1 => FaultPoint.Append_AfterRowsBeforeCommit,
            2 => FaultPoint.Append_AfterCommitBeforeVerdict,
            _ => (FaultPoint?)null,
        };
        var isLost = fault is FaultPoint.Append_AfterCommitBeforeVerdict;
        var expected = fault is null || isLost ? reference.Append(request) : null;
        var verdict = await TryAppendAsync(request, fault);

        // A lost answer is settled by reading; elsewhere the verdict is the reference's.
        if (!isLost && fault is null)
        {
            Assert.Equal(expected, verdict);
        }

        return expected == AppendVerdict.Committed ? belief with { Head = belief.Head + rows.Length } : null;
    }

    private static StoredObservation RandomRow(Random random, long sequence, ReferenceStream reference)
    {
        var target = $"class-{random.Next(5)}";
        if (random.Next(4) > 0 || reference.Rows.Count == 0)
        {
            var entity = random.Next(4) == 0 ? null : $"entity-{random.Next(8)}";
            return Row(sequence, $"id-{random.Next(20_000)}", target, entity, random.Next(3) == 0 ? null : $"subject-{random.Next(30)}");
        }

        // Now and then what it corrects is itself a correction: then the append is refused.
        var corrected = reference.Rows[random.Next(reference.Rows.Count)];
        return corrected.Corrects is null || random.Next(20) == 0
            ? Correction(sequence, corrected, corrected.Target, target)
            : Row(sequence, $"id-{random.Next(20_000)}", target);
    }

    private async Task RemoveAsync(Random random, StreamKey key, StreamPosition belief, ReferenceStream reference)
    {
        RemovalSelection selection = random.Next(5) switch
        {
            0 => new RemovalSelection.OfId(reference.Rows.Count > 0 ? reference.Rows[random.Next(reference.Rows.Count)].Id : "none"),
            1 => new RemovalSelection.OfSubject($"subject-{random.Next(30)}"),
            2 => new RemovalSelection.OfEntity($"entity-{random.Next(8)}"),
            3 => new RemovalSelection.UpTo(reference.Position.Head - random.Next(300)),
            _ => new RemovalSelection.Before(Row(reference.Position.Head - random.Next(300)).At),
        };
        var result = await RemoveAsync(key, belief, selection);
        var expected = reference.Remove(Removal(key, belief, selection));
        Assert.Equal(expected is null ? AppendVerdict.Fenced : AppendVerdict.Committed, result.Verdict);
        Assert.Equal((expected ?? 0, expected is null ? null : reference.Position), (result.Removed, result.Position));
    }

    private async Task<AppendVerdict?> TryAppendAsync(AppendRequest request, FaultPoint? fault)
    {
        if (fault is { } point)
        {
            Storage.Faults.On(point, () => throw new StoreUnavailableException("planned"));
        }

        try
        {
            return await Log.AppendAsync(request, Cancel);
        }
        catch (Exception exception) when (exception is ArgumentException or StoreUnavailableException)
        {
            return null;
        }
        finally
        {
            Storage.Faults.Clear();
        }
    }

    private async Task CheckReadsAsync(Random random, StreamKey key, ReferenceStream reference)
    {
        var after = random.NextInt64(reference.Position.Head + 2);
        var limit = random.Next(1, 30);
        var page = await Log.ReadAsync(key, after, limit, Cancel);
        Assert.Equal(Page(reference.Rows, row => row.Sequence).Select(row => row.Sequence), page.Select(row => row.Sequence));

        var current = await Log.ReadCurrentAsync(key, after, limit, Cancel);
        Assert.Equal(Page(reference.Current(), row => row.Observation.Sequence).Select(Plain), current.Select(Plain));

        var entity = $"entity-{random.Next(8)}";
        var own = await Log.ReadEntityAsync(key, entity, after, limit, Cancel);
        Assert.Equal(Page(reference.Rows.Where(row => row.Entity == entity), row => row.Sequence).Select(row => row.Sequence), own.Select(row => row.Sequence));
        Assert.Equal(reference.Entities(), await Log.ListEntitiesAsync(key, null, 100, Cancel));
        Assert.Equal(reference.Entities().SingleOrDefault(one => one.Entity == entity), await Log.FindEntityAsync(key, entity, Cancel));

        var ids = Enumerable.Range(0, 50).Select(_ => $"id-{random.Next(20_000)}").Concat(reference.Rows.Select(row => row.Id).Take(5)).Distinct().ToList();
        var found = await Log.FindAsync(key, ids, Cancel);
        var expected = reference.Rows.Where(row => row.Corrects is null && ids.Contains(row.Id)).Select(row => (row.Id, row.Sequence));
        Assert.Equal(expected, found.OrderBy(id => id.Sequence).Select(id => (id.Id, id.Sequence)));
        Assert.Equal(
            reference.Current().Where(row => ids.Contains(row.Observation.Id)).Select(Plain),
            (await Log.FindCurrentAsync(key, ids, Cancel)).OrderBy(row => row.Observation.Sequence).Select(Plain));

        IEnumerable<T> Page<T>(IEnumerable<T> rows, Func<T, long> sequence) => rows.Where(row => sequence(row) > after).Take(limit);
    }

    private static (long Sequence, string Id, string Target) Plain(CurrentObservation row) => (row.Observation.Sequence, row.Observation.Id, row.Target);
}
