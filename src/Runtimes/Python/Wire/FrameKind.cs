namespace Berlin.Runtimes.Python.Wire;

/// <summary>What a frame is. The other side is <c>python/berlin_worker/frames.py</c>.</summary>
internal enum FrameKind : byte
{
    /// <summary>To the nursery: fork a worker.</summary>
    Spawn = 1,

    /// <summary>To the nursery: kill a worker.</summary>
    Kill = 2,

    /// <summary>From the nursery, once: its protocol, libraries and walls.</summary>
    Hello = 3,

    /// <summary>From the nursery: a worker has ended.</summary>
    Exited = 4,

    /// <summary>From a worker, once: which one it is.</summary>
    Born = 5,

    /// <summary>To a worker, once: the model's file.</summary>
    Load = 6,

    /// <summary>From a worker: the model answers; its signature.</summary>
    Loaded = 7,

    /// <summary>From a worker: the model must not serve.</summary>
    Refused = 8,

    /// <summary>To a worker: rows to answer.</summary>
    Predict = 9,

    /// <summary>From a worker: their outputs.</summary>
    Answer = 10,

    /// <summary>From a worker: why there are none.</summary>
    Fault = 11,
}
