namespace Berlin.Runtimes.Onnx.Inspection;

/// <summary>The messages of onnx.proto that can hold tensors, operators or graphs, however deep. The others are skipped whole.</summary>
internal enum MessageKind
{
    Skipped,
    Model,
    Training,
    Graph,
    Node,
    Attribute,
    SparseTensor,
    Tensor,
}
