namespace Berlin.Actors.CodeGeneration;

/// <summary>What the attributes of a grain interface's method say.</summary>
[Flags]
public enum GrainMethodOptions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><see cref="Orleans.Concurrency.AlwaysInterleaveAttribute"/>.</summary>
    AlwaysInterleave = 1,

    /// <summary><see cref="Orleans.Concurrency.ReadOnlyAttribute"/>.</summary>
    ReadOnly = 2,

    /// <summary><see cref="Orleans.Concurrency.OneWayAttribute"/>.</summary>
    OneWay = 4,

    /// <summary>The method returns an asynchronous sequence.</summary>
    Stream = 8,
}
