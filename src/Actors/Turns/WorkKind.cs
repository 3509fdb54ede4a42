namespace Berlin.Actors.Turns;

/// <summary>What a piece of work may run beside.</summary>
internal enum WorkKind
{
    /// <summary>Beside interleaving work only.</summary>
    Exclusive,

    /// <summary>Also beside other read-only work.</summary>
    ReadOnly,

    /// <summary>Beside everything.</summary>
    Interleaving,
}
