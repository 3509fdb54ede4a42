namespace Berlin.Chaos.Load;

/// <summary>The load of a run: predictions to all models and observations to the trainers', from <see cref="Start"/> until <see cref="StopAsync"/>.</summary>
internal sealed class LoadRun : IAsyncDisposable
{
    /// <summary>More calls than this wait only where nothing answers at all; the rest is counted as not answered.</summary>
    private const int MaxInFlight = 4_000;

    private readonly LoadShape _shape;
    private readonly IReadOnlyList<ModelUnderLoad> _models;
    private readonly LoadClient _client;
    private readonly TrainerFeed[] _feeds;
    private readonly Random _random;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _inFlight = [];
    private Task _running = Task.CompletedTask;

    private LoadRun(LoadShape shape, IReadOnlyList<ModelUnderLoad> models, Uri gateway, CallLog log, int seed)
    {
        _shape = shape;
        _models = models;
        Log = log;
        _client = new LoadClient(gateway, log);
        _feeds = [.. models.Where(model => model.IsTaught).Select(model => new TrainerFeed(model, _client))];
        _random = new Random(seed);
    }

    public CallLog Log { get; }

    public static LoadRun Start(LoadShape shape, IReadOnlyList<ModelUnderLoad> models, Uri gateway, CallLog log, int seed)
    {
        var run = new LoadRun(shape, models, gateway, log, seed);
        run._running = run.RunAsync();
        return run;
    }

    /// <summary>Ends the load, and sends again what has no acknowledgement; tells the models for which that did not end within the bound.</summary>
    public async Task<IReadOnlyList<ModelUnderLoad>> StopAsync(TimeSpan bound)
    {
        await _stop.CancelAsync();
        await _running;
        using var source = new CancellationTokenSource(bound);
        var settled = await Task.WhenAll(_feeds.Select(feed => feed.SettleAsync(source.Token)));
        return [.. _feeds.Zip(settled).Where(pair => !pair.Second).Select(pair => pair.First.Model)];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var repeating = _feeds.Select(feed => feed.RepeatAsync(_stop.Token)).ToArray();
        await Task.WhenAll(
            OpenLoop.RunAsync(_shape.PredictionsPerSecond, BeginPrediction, _stop.Token),
            OpenLoop.RunAsync(_shape.ObservationsPerSecond / _shape.ObservationsPerBatch, BeginBatch, _stop.Token));
        try
        {
            await Task.WhenAll(repeating);
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }

        Task[] open;
        lock (_lock)
        {
            open = [.. _inFlight];
        }

        await Task.WhenAll(open);
    }

    // Both loops draw from the one random number generator.
    private void BeginPrediction(long number, TimeSpan late)
    {
        var due = Log.Now - late;
        int question;
        ModelUnderLoad model;
        lock (_lock)
        {
            question = _random.Next();
            model = _models[_random.Next(_models.Count)];
        }

        Begin(model, CallKind.Predict, due, () => _client.PredictAsync(model, question, number % _shape.PredictionsPerEntityQuestion == 0, due));
    }

    private void BeginBatch(long number, TimeSpan late)
    {
        var feed = _feeds[number % _feeds.Length];
        Begin(feed.Model, CallKind.Observe, Log.Now - late, () => feed.SendNewAsync(_shape.ObservationsPerBatch));
    }

    private void Begin(ModelUnderLoad model, CallKind kind, TimeSpan due, Func<Task> call)
    {
        lock (_lock)
        {
            if (_inFlight.Count >= MaxInFlight)
            {
                Log.Add(new CallRecord(kind, model.Number, due, Log.Now, CallOutcome.Unknown, $"not sent: {MaxInFlight} calls wait for an answer"));
                return;
            }
        }

        var task = call();
        lock (_lock)
        {
            _inFlight.Add(task);
        }

        task.ContinueWith(
            done =>
            {
                lock (_lock)
                {
                    _inFlight.Remove(done);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
