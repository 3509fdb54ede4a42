using System.Collections.Immutable;

namespace Berlin.Runtimes.Tensors;

/// <summary>Named elements of one datatype in rows and columns.</summary>
/// <param name="Name">Name of the input or output.</param>
/// <param name="Type">Datatype of each element.</param>
/// <param name="Shape">Length of each dimension, 0 or more; empty for a single element.</param>
/// <param name="Data">
/// The elements in row-major order, little-endian, without padding, as the protocol's <c>raw_input_contents</c> has them: a
/// <c>BYTES</c> element is its length as four bytes and then its bytes. Whoever makes a tensor leaves them unchanged.
/// </param>
public sealed record Tensor(string Name, TensorType Type, ImmutableArray<long> Shape, ReadOnlyMemory<byte> Data);
