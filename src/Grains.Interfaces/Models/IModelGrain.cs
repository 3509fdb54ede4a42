namespace Berlin.Grains.Models;

/// <summary>One model of one tenant: its definition. Key: <c>tenant/model</c>.</summary>
[Alias("Berlin.IModelGrain")]
public interface IModelGrain : IGrainWithStringKey
{
    /// <summary>Creates the model, or changes its definition where the stored state can follow.</summary>
    /// <exception cref="BerlinException"><c>model.invalid</c>, <c>model.incompatible_change</c>.</exception>
    [Alias("Define")]
    Task<DefineResult> DefineAsync(ModelDefinition definition, CancellationToken cancellationToken);

    /// <summary>The definition, the stream's position and the progressive metrics; null where there is no such model.</summary>
    /// <param name="withDigest">Whether to serialize the learner and tell its SHA-256; costs O(state).</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    [Alias("Describe")]
    Task<ModelDescription?> DescribeAsync(bool withDigest, CancellationToken cancellationToken);
}
