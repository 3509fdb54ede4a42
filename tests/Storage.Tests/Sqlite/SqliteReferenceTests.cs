using Berlin.Storage.Faults;
using Berlin.Storage.Streams;
using Berlin.Storage.Tests.Conformance;

namespace Berlin.Storage.Tests.Sqlite;

/// <summary>Random histories of several trainers, lost answers and restarts, compared step by step with <see cref="ReferenceStream"/>.</summary>
public sealed class SqliteReferenceTests(ITestOutputHelper output) : StorageConformance
{
    private const int Streams = 3;
    private const int Trainers = 4;

    private IObservationLog Log => Storage.Observations;

    public static TheoryData<int> Seeds => [1, 2, 3, Environment.TickCount];

    protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest());

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
        var rows = Enumerable.Range(1, random.Next(1, 12)).Select(offset => Row(belief.Head + offset, $"id-{random.Next(20_000)}", $"class-{random.Next(5)}")).ToArray();
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
        var after = random.Next(reference.Rows.Count + 2);
        var limit = random.Next(1, 30);
        var page = await Log.ReadAsync(key, after, limit, Cancel);
        Assert.Equal(reference.Rows.Skip(after).Take(limit).Select(row => row.Id), page.Select(row => row.Id));

        var ids = Enumerable.Range(0, 50).Select(_ => $"id-{random.Next(20_000)}").Concat(reference.Rows.Select(row => row.Id).Take(5)).Distinct().ToList();
        var found = await Log.FindAsync(key, ids, Cancel);
        var expected = reference.Rows.Where(row => ids.Contains(row.Id)).Select(row => (row.Id, row.Sequence));
        Assert.Equal(expected, found.OrderBy(id => id.Sequence).Select(id => (id.Id, id.Sequence)));
    }
}
