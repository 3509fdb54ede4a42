namespace Berlin.Chaos.Faults;

/// <summary>What became of one fault.</summary>
internal sealed record FaultTrace
{
    /// <summary>What was done to whom.</summary>
    public required string Story { get; init; }

    /// <summary>When it began, by the log of calls.</summary>
    public required TimeSpan Began { get; init; }

    /// <summary>How long each trainer that it hit took no writes; counted from <see cref="Began"/>, or from the end of a fault that nobody can serve through.</summary>
    public IReadOnlyCollection<TimeSpan> Recoveries { get; init; } = [];

    /// <summary>Trainers that took no write within the bound.</summary>
    public int Stuck { get; init; }

    /// <summary>Processes that were killed.</summary>
    public int Kills { get; init; }

    /// <summary>Whether no silo was there for a while, so that predictions must fail.</summary>
    public bool LeavesNobody { get; init; }

    /// <summary>What the fault itself must not cause and did: a silo that died of an outage, an owner that changed without need.</summary>
    public IReadOnlyList<string> Violations { get; init; } = [];
}
