using System.Collections.Immutable;
using Berlin.Runtimes.Tensors;

namespace Berlin.Runtimes.Manifests;

/// <summary>A recorded request with the outputs that a version must reproduce before it may serve.</summary>
/// <param name="Inputs">One tensor for each input of the signature, in its order.</param>
/// <param name="Outputs">One or more outputs of the signature.</param>
/// <param name="Tolerance">How far numbers may be off.</param>
public sealed record GoldenSample(ImmutableArray<Tensor> Inputs, ImmutableArray<Tensor> Outputs, Tolerance Tolerance);
