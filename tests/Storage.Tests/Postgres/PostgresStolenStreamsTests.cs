using Berlin.Storage.Streams;
using static Berlin.Storage.Tests.Postgres.PostgresSilos;

namespace Berlin.Storage.Tests.Postgres;

/// <summary>
/// Trainers of several silos that take the same streams from one another, while the server ends their connections at random, and that
/// send again what they have no answer for. At the end each observation is there once, in a stream without a gap.
/// </summary>
public sealed class PostgresStolenStreamsTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Silos = 3;
    private const int Streams = 4;
    private const int BatchesPerTrainer = 12;
    private const int RowsPerBatch = 5;

    /// <summary>A connection is ended each time so many batches are acknowledged.</summary>
    private const int BatchesPerKill = 4;

    private readonly SemaphoreSlim _acknowledged = new(0);
    private PostgresSilos _silos = null!;
    private int _fenced;
    private int _unknown;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _silos = await PostgresSilos.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_silos is not null)
        {
            await _silos.DisposeAsync();
        }

        _acknowledged.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Appends_OfTrainersThatStealStreams_LoseAndDoubleNothing(bool kills)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var streams = new List<StreamKey>();
        for (var number = 0; number < Streams; number++)
        {
            streams.Add(await _silos.CreateStreamAsync($"model{number}"));
        }

        var trainers = new List<Task>();
        for (var silo = 0; silo < Silos; silo++)
        {
            var storage = await _silos.OpenAsync($"silo-{silo}");
            trainers.AddRange(streams.Select(stream => TrainAsync(storage.Observations, stream, $"silo-{silo}")));
        }

        var killed = kills ? await KillAsync(new Random(seed), Task.WhenAll(trainers)) : 0;
        await Task.WhenAll(trainers);

        output.WriteLine($"{killed} connections ended, {_fenced} appends fenced, {_unknown} answers lost");
        Assert.True(_fenced > 0, "No trainer was fenced; the test shows nothing.");
        Assert.True(!kills || _unknown > 0, "No connection was ended in the middle of an append; the test shows nothing.");
        var reader = await _silos.OpenAsync("reader");
        foreach (var stream in streams)
        {
            await CheckAsync(reader.Observations, stream);
        }
    }

    private async Task TrainAsync(IObservationLog log, StreamKey stream, string silo)
    {
        for (var batch = 0; batch < BatchesPerTrainer; batch++)
        {
            var ids = Enumerable.Range(0, RowsPerBatch).Select(number => $"{silo}-{batch}-{number}").ToArray();
            while (!await TryStoreAsync(log, stream, silo, ids))
            {
            }

            _acknowledged.Release();
        }
    }

    /// <summary>As a trainer that is activated for this batch: takes the stream, asks which ids it holds, appends the others in two appends, the second one without waiting for the first one.</summary>
    private async Task<bool> TryStoreAsync(IObservationLog log, StreamKey stream, string silo, string[] ids)
    {
        try
        {
            var position = (await log.TakeAsync(stream, silo, Cancel))!;
            var stored = await log.FindAsync(stream, ids, Cancel);
            var left = ids.Except(stored.Select(found => found.Id)).ToArray();
            if (left.Length == 0)
            {
                return true;
            }

            var first = log.AppendAsync(Append(stream, position, left[0]), Cancel);
            var second = left.Length > 1 ? log.AppendAsync(Append(stream, position with { Head = position.Head + 1 }, left[1..]), Cancel) : first;
            var verdicts = await Task.WhenAll(first, second);
            if (verdicts.Contains(AppendVerdict.Fenced))
            {
                Interlocked.Increment(ref _fenced);
                return false;
            }

            return true;
        }
        catch (StoreUnavailableException)
        {
            Interlocked.Increment(ref _unknown);
            await Task.Delay(TimeSpan.FromMilliseconds(5), Cancel); // As a client does before it sends again.
            return false;
        }
    }

    /// <summary>Ends a connection of a silo now and then, preferably one that is inside a transaction.</summary>
    private async Task<int> KillAsync(Random random, Task trainers)
    {
        var killed = 0;
        while (!trainers.IsCompleted)
        {
            for (var batch = 0; batch < BatchesPerKill && !trainers.IsCompleted; batch++)
            {
                await Task.WhenAny(_acknowledged.WaitAsync(Cancel), trainers);
            }

            killed += int.Parse((await _silos.QueryAsync($"""
                SELECT count(pg_terminate_backend(pid)) FROM (
                    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'berlin silo-%'
                    ORDER BY (xact_start IS NULL), pid OFFSET {random.Next(3)} LIMIT 1) AS victim
                """))!);
        }

        return killed;
    }

    private static async Task CheckAsync(IObservationLog log, StreamKey stream)
    {
        const int Rows = Silos * BatchesPerTrainer * RowsPerBatch;
        var rows = await log.ReadAsync(stream, 0, int.MaxValue, Cancel);
        var expected =
            from silo in Enumerable.Range(0, Silos)
            from batch in Enumerable.Range(0, BatchesPerTrainer)
            from number in Enumerable.Range(0, RowsPerBatch)
            select $"silo-{silo}-{batch}-{number}";
        Assert.Equal(expected.Order(StringComparer.Ordinal), rows.Select(row => row.Id).Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(1, Rows).Select(number => (long)number), rows.Select(row => row.Sequence));
        Assert.Equal(Rows, (await log.ReadPositionAsync(stream, Cancel))!.Head);
        Assert.Equal(Rows, (await log.ListEntitiesAsync(stream, null, 100, Cancel)).Sum(entity => entity.Observations));
    }
}
