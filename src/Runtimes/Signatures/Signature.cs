using System.Collections.Immutable;

namespace Berlin.Runtimes.Signatures;

/// <summary>Named inputs and outputs of a model, in the Open Inference Protocol's types.</summary>
/// <param name="Inputs">All are asked for with each request.</param>
/// <param name="Outputs">What can be answered.</param>
public sealed record Signature(ImmutableArray<TensorSpec> Inputs, ImmutableArray<TensorSpec> Outputs);
