namespace Berlin.Actors.Wire;

/// <summary>First byte of a frame. Part of the wire format: values never change.</summary>
internal enum FrameKind
{
    /// <summary>A call, see <see cref="RequestFrame"/>.</summary>
    Request = 1,

    /// <summary>The number of a call and its result.</summary>
    Result = 2,

    /// <summary>The number of a call and why it failed.</summary>
    Failure = 3,

    /// <summary>The number of a call whose caller has cancelled it or given up.</summary>
    Cancel = 4,
}
