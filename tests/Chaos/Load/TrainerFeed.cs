namespace Berlin.Chaos.Load;

/// <summary>
/// Teaches one model: new observations at the pace of the load, and apart from them those that were refused or have no answer,
/// again under the same ids until they are acknowledged.
/// </summary>
internal sealed class TrainerFeed(ModelUnderLoad model, LoadClient client)
{
    /// <summary>Shorter than a server asks for: what is measured is when the trainer takes writes, not when a patient client asks again.</summary>
    private static readonly TimeSpan RepeatPause = TimeSpan.FromMilliseconds(250);

    /// <summary>A client that has much to repeat sends it in larger requests, not in more of them.</summary>
    private const int RepeatedPerRequest = 500;

    private readonly Lock _lock = new();
    private readonly Queue<int> _unanswered = new();

    public ModelUnderLoad Model => model;

    /// <summary>Sends observations that nobody has sent.</summary>
    public Task SendNewAsync(int count) => SendAsync(model.Ledger.Next(count));

    /// <summary>Sends again what has no acknowledgement, until cancelled.</summary>
    public async Task RepeatAsync(CancellationToken cancellationToken)
    {
        using var pace = new PeriodicTimer(RepeatPause);
        while (await pace.WaitForNextTickAsync(cancellationToken))
        {
            await RepeatOnceAsync();
        }
    }

    /// <summary>Sends again what has no acknowledgement until everything has one; false where the bound is over before.</summary>
    public async Task<bool> SettleAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var pace = new PeriodicTimer(RepeatPause);
            do
            {
                await RepeatOnceAsync();
            }
            while (model.Ledger.Acknowledged < model.Ledger.Sent && await pace.WaitForNextTickAsync(cancellationToken));
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RepeatOnceAsync()
    {
        int[] numbers;
        lock (_lock)
        {
            numbers = [.. Enumerable.Range(0, Math.Min(RepeatedPerRequest, _unanswered.Count)).Select(_ => _unanswered.Dequeue())];
        }

        if (numbers.Length > 0)
        {
            await SendAsync(numbers);
        }
    }

    private async Task SendAsync(int[] numbers)
    {
        if (await client.ObserveAsync(model, numbers))
        {
            return;
        }

        lock (_lock)
        {
            foreach (var number in numbers)
            {
                _unanswered.Enqueue(number);
            }
        }
    }
}
