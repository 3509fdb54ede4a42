namespace Berlin.Actors.Wire;

/// <summary>Bounds of what passes between processes.</summary>
internal static class WireBounds
{
    /// <summary>Bytes of one frame: the largest batch of observations that HTTP takes, with room. A longer length closes the connection.</summary>
    public const int MaxFrameBytes = 64 << 20;

    /// <summary>Records within records. Nothing of Berlin's own is deeper than 4.</summary>
    public const int MaxDepth = 64;

    /// <summary>Bytes that may wait at one connection. Where nothing waits, one frame of the greatest size is always taken.</summary>
    public const int MaxQueuedBytes = 64 << 20;

    /// <summary>Frames that may wait at one connection. At 100,000 a second it is a third of a second.</summary>
    public const int MaxQueuedFrames = 32_768;

    /// <summary>Calls of one connection that may wait for their answers, at its caller and at its silo.</summary>
    public const int MaxOpenCalls = 65_536;

    /// <summary>How long calls to a silo that could not be reached fail at once, before another attempt to connect is made.</summary>
    public static readonly TimeSpan ReconnectPause = TimeSpan.FromMilliseconds(100);
}
