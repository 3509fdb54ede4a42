using Berlin.Actors.Grains;

namespace Berlin.Actors.Turns;

/// <summary>What an activation does for others: a call, or a tick of a timer. It begins in a turn and goes on in later ones.</summary>
internal interface IWork
{
    WorkKind Kind { get; }

    /// <summary>Whether nobody waits for it any more, so that it need not begin.</summary>
    bool IsAbandoned { get; }

    /// <summary>Whether it keeps the activation from being idle.</summary>
    bool CountsAsUse { get; }

    /// <summary>Activations that ended without doing any work while this waited there.</summary>
    int Forwards { get; set; }

    /// <summary>Begins, in a turn. Calls <see cref="Activation.OnWorkDone"/> in a turn, exactly once, unless it throws.</summary>
    void Begin(Activation activation);

    /// <summary>Ends without having run, or because <see cref="Begin"/> threw.</summary>
    void Fail(Exception reason);
}
