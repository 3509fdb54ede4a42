namespace Berlin.Runtimes.Tensors;

/// <summary>The JSON of a tensor does not fit its datatype and shape, or elements cannot be written as JSON.</summary>
/// <param name="reason">A clause for whoever sent it, without the tensor's name: "holds 3 elements; the shape [2, 2] has 4".</param>
public sealed class TensorFormatException(string reason) : Exception(reason);
