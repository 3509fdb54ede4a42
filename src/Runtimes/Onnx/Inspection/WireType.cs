namespace Berlin.Runtimes.Onnx.Inspection;

/// <summary>How a field's value lies in a Protocol Buffers message; source: Protocol Buffers, "Encoding", message structure. Groups are not among them: no ONNX message has one.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    LengthDelimited = 2,
    Fixed32 = 5,
}
