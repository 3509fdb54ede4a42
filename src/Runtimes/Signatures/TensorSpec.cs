using System.Collections.Immutable;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Signatures;

/// <summary>What an input or output of a model looks like.</summary>
/// <param name="Name">Its name, unique among the inputs or outputs.</param>
/// <param name="Type">Datatype.</param>
/// <param name="Shape">Length of each dimension; <see cref="AnyLength"/> where it differs from request to request. Empty: one element.</param>
public sealed record TensorSpec(string Name, TensorType Type, ImmutableArray<long> Shape)
{
    /// <summary>A dimension of any length, as the protocol writes it.</summary>
    public const long AnyLength = -1;
}
