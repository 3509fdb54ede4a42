using Berlin.Simulation.Tests.Silos;

namespace Berlin.Simulation.Tests.Workload;

/// <summary>What a client knows after a call.</summary>
internal enum Certainty
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was not done.</summary>
    Refused,

    /// <summary>It may have been done.</summary>
    Unknown,
}

/// <summary>What came of a call.</summary>
internal sealed record Outcome<T>(Certainty Certainty, T? Value, string Code, Exception? Failure, SiloSlot? Slot)
{
    public static Outcome<T> Of(T value, SiloSlot slot) => new(Certainty.Done, value, "ok", null, slot);

    public static Outcome<T> Failed(Certainty certainty, string code, Exception failure, SiloSlot? slot) => new(certainty, default, code, failure, slot);
}
