using System.Text;
using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Planted;
using Berlin.Storage;
using Berlin.Storage.Faults;
using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Store;

public sealed class SimulatedStoreTests
{
    private static readonly StreamKey Stream = new("acme", "accounts");

    private readonly World _world = new(11);
    private readonly SimulatedDatabase _database;
    private readonly SimulatedProcess _one;
    private readonly SimulatedProcess _two;
    private readonly StoreLink _linkOfOne = new("one");
    private readonly SimulatedObservationLog _logOfOne;
    private readonly SimulatedObservationLog _logOfTwo;

    public SimulatedStoreTests()
    {
        _database = new SimulatedDatabase(_world);
        _database.Tables.Streams[Stream] = new StreamTable();
        _one = _world.AddProcess("one");
        _two = _world.AddProcess("two");
        _logOfOne = new SimulatedObservationLog(new StoreClient(_database, _one, _linkOfOne), NoFaults.Instance, PlantedBug.None);
        _logOfTwo = new SimulatedObservationLog(new StoreClient(_database, _two, new StoreLink("two")), NoFaults.Instance, PlantedBug.None);
    }

    [Fact]
    public void Append_ByTheOwner_IsCommittedInOrder()
    {
        var verdicts = new List<AppendVerdict>();
        Run(_one, async () =>
        {
            var position = await TakeAsync(_logOfOne, "one");
            verdicts.Add(await _logOfOne.AppendAsync(Append(position, 3), default));
            verdicts.Add(await _logOfOne.AppendAsync(Append(position with { Head = 3 }, 2), default));
        });
        Assert.Equal([AppendVerdict.Committed, AppendVerdict.Committed], verdicts);
        Assert.Equal([1, 2, 3, 4, 5], _database.Tables.Streams[Stream].Rows.Select(row => row.Sequence));
    }

    [Fact]
    public void Append_AfterAnotherTake_IsFenced()
    {
        var verdict = AppendVerdict.Committed;
        Run(_one, async () =>
        {
            var position = await TakeAsync(_logOfOne, "one");
            await TakeAsync(_logOfTwo, "two");
            verdict = await _logOfOne.AppendAsync(Append(position, 1), default);
        });
        Assert.Equal(AppendVerdict.Fenced, verdict);
        Assert.Empty(_database.Tables.Streams[Stream].Rows);
    }

    [Fact]
    public void Take_WhileAPausedSiloHoldsTheRow_EndsItsSession()
    {
        TimeSpan? taken = null;
        Exception? late = null;
        var position = Take(_one, _logOfOne, "one");
        _one.Start(async () => late = await Record.ExceptionAsync(() => _logOfOne.AppendAsync(Append(position, 1), default)));
        Assert.True(_world.Run(_world.Elapsed + TimeSpan.FromSeconds(1), () => IsLocked()));
        _one.Pause();
        var begun = _world.Elapsed;
        _two.Start(async () =>
        {
            await TakeAsync(_logOfTwo, "two");
            taken = _world.Elapsed - begun;
        });
        _world.Director.Post(TimeSpan.FromSeconds(10), _ => _one.Resume());
        _world.Run(_world.Elapsed + TimeSpan.FromSeconds(30));
        Assert.InRange(taken!.Value.TotalSeconds, 1, 1.1);
        Assert.IsType<StoreUnavailableException>(late);
        Assert.Empty(_database.Tables.Streams[Stream].Rows);
    }

    [Fact]
    public void Session_OfASiloThatSleepsInATransaction_EndsByItself()
    {
        var position = Take(_one, _logOfOne, "one");
        _one.Start(() => _logOfOne.AppendAsync(Append(position, 1), default));
        Assert.True(_world.Run(_world.Elapsed + TimeSpan.FromSeconds(1), () => IsLocked()));
        _one.Pause();
        Assert.True(_world.Run(_world.Elapsed + TimeSpan.FromSeconds(3), () => !IsLocked()));
        Assert.InRange(_world.Elapsed.TotalSeconds, 2, 2.2);
    }

    [Fact]
    public void Session_OfAKilledSilo_EndsAtOnce()
    {
        var position = Take(_one, _logOfOne, "one");
        _one.Start(() => _logOfOne.AppendAsync(Append(position, 1), default));
        Assert.True(_world.Run(_world.Elapsed + TimeSpan.FromSeconds(1), () => IsLocked()));
        _one.Kill();
        Assert.True(_world.Run(_world.Elapsed + TimeSpan.FromMilliseconds(5), () => !IsLocked()));
        Assert.Empty(_database.Tables.Streams[Stream].Rows);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Append_WithoutAnAnswer_FailsWithinItsBound(bool isCutToStore)
    {
        Exception? failure = null;
        var position = Take(_one, _logOfOne, "one");
        (_linkOfOne.IsCutToStore, _linkOfOne.IsCutFromStore) = (isCutToStore, !isCutToStore);
        var begun = _world.Elapsed;
        Run(_one, async () => failure = await Record.ExceptionAsync(() => _logOfOne.AppendAsync(Append(position, 1), default)));
        Assert.IsType<StoreUnavailableException>(failure);
        Assert.InRange((_world.Elapsed - begun).TotalSeconds, 1, 2);
    }

    [Fact]
    public void Append_WithUnknownCommits_IsStoredWhollyOrNotAtAll()
    {
        _database.Weather.CommitUnknown = 1;
        HashSet<int> counts = [];
        for (var i = 0; i < 20; i++)
        {
            _database.Tables.Streams[Stream] = new StreamTable { Position = new StreamPosition(1, "one", 0, 1) };
            Run(_one, async () => await Assert.ThrowsAsync<StoreUnavailableException>(
                () => _logOfOne.AppendAsync(Append(new StreamPosition(1, "one", 0, 1), 3), default)));
            counts.Add(_database.Tables.Streams[Stream].Rows.Count);
        }

        Assert.Equal([0, 3], counts.Order());
    }

    [Fact]
    public void Crash_OfTheDatabase_KeepsWhatIsCommittedOnly()
    {
        var position = Take(_one, _logOfOne, "one");
        Run(_one, () => _logOfOne.AppendAsync(Append(position, 2), default));
        _one.Start(async () => await Assert.ThrowsAsync<StoreUnavailableException>(
            () => _logOfOne.AppendAsync(Append(position with { Head = 2 }, 1), default)));
        Assert.True(_world.Run(_world.Elapsed + TimeSpan.FromSeconds(1), () => IsLocked()));
        _database.Crash();
        _world.Run(_world.Elapsed + TimeSpan.FromSeconds(5));
        _database.Restart();
        Assert.Equal(2, _database.Tables.Streams[Stream].Rows.Count);
        Assert.False(IsLocked());
    }

    [Fact]
    public void Appends_ThatWaitTogether_ShareATransaction()
    {
        var other = new StreamKey("acme", "b");
        _database.Tables.Streams[other] = new StreamTable();
        var position = Take(_one, _logOfOne, "one");
        var otherPosition = new StreamPosition(0, "", 0, 1);
        Run(_one, () => Task.WhenAll(
            _logOfOne.AppendAsync(Append(position, 1), default),
            _logOfOne.AppendAsync(Append(position with { Head = 1 }, 1), default),
            _logOfOne.AppendAsync(Append(otherPosition, 1) with { Stream = other }, default)));
        Assert.Equal(2, _database.Tables.Streams[Stream].Rows.Count);
        Assert.Single(_database.Tables.Streams[other].Rows);
    }

    private bool IsLocked() => !_database.Locks.IsFree(Stream);

    private StreamPosition Take(SimulatedProcess process, SimulatedObservationLog log, string owner)
    {
        StreamPosition? position = null;
        Run(process, async () => position = await TakeAsync(log, owner));
        return position!;
    }

    private static async Task<StreamPosition> TakeAsync(SimulatedObservationLog log, string owner) =>
        await log.TakeAsync(Stream, owner, default) ?? throw new InvalidOperationException("There is no stream.");

    private void Run(SimulatedProcess process, Func<Task> work)
    {
        var isDone = false;
        process.Start(async () =>
        {
            await work();
            isDone = true;
        });
        Assert.True(_world.Run(_world.Elapsed + TimeSpan.FromSeconds(10), () => isDone));
    }

    private static AppendRequest Append(StreamPosition position, int rows) => new()
    {
        Stream = Stream,
        Epoch = position.Epoch,
        Owner = position.Owner,
        ExpectedHead = position.Head,
        Rows = [.. Enumerable.Range(1, rows).Select(offset => Row(position.Head + offset))],
    };

    private static StoredObservation Row(long sequence) => new()
    {
        Sequence = sequence,
        Id = $"id-{sequence}",
        At = SimulatedClock.Epoch,
        ContentDigest = new byte[16],
        Features = Encoding.UTF8.GetBytes("""{"text":"taxi"}"""),
        Target = "2770",
    };
}
