using Berlin.Grains.Serving;

namespace Berlin.Grains.Models;

/// <summary>
/// One model of one tenant: its definition, and what can be read of its stream. Key: <c>tenant/model</c>. Each silo may have one: it
/// holds nothing.
/// </summary>
[Alias("Berlin.IModelGrain")]
public interface IModelGrain : IGrainWithStringKey
{
    /// <summary>Creates the model, or changes its definition where the stored state can follow.</summary>
    /// <exception cref="BerlinException"><c>model.invalid</c>, <c>model.incompatible_change</c>, <c>model.changed</c> where the condition does not hold.</exception>
    [Alias("Define")]
    Task<DefineResult> DefineAsync(ModelDefinition definition, DefineCondition condition, CancellationToken cancellationToken);

    /// <summary>The definition, the stream's position and the progressive metrics; null where there is no such model.</summary>
    /// <param name="withDigest">Whether to serialize the learner and tell its SHA-256; costs O(state).</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    [Alias("Describe")]
    Task<ModelDescription?> DescribeAsync(bool withDigest, CancellationToken cancellationToken);

    /// <summary>The definition alone, which wakes no trainer and needs no other silo; null where there is no such model.</summary>
    /// <exception cref="BerlinException">The transient <c>store.unavailable</c>.</exception>
    [Alias("FindDefinition")]
    Task<ModelDefinition?> FindDefinitionAsync(CancellationToken cancellationToken);

    /// <summary>Removes the model with its stream, checkpoints and everything learned.</summary>
    /// <returns>False where there is no such model.</returns>
    [Alias("Delete")]
    Task<bool> DeleteAsync(CancellationToken cancellationToken);

    /// <summary>Entities of the stream in the order of their bytes, after <paramref name="after"/>, at most <paramref name="limit"/>.</summary>
    /// <exception cref="BerlinException"><c>model.not_found</c>.</exception>
    [Alias("ListEntities")]
    Task<EntityReport[]> ListEntitiesAsync(string? after, int limit, CancellationToken cancellationToken);

    /// <summary>One entity and what was learned of it; null where the stream holds nothing of it.</summary>
    /// <exception cref="BerlinException"><c>model.not_found</c>.</exception>
    [Alias("DescribeEntity")]
    Task<EntityDescription?> DescribeEntityAsync(string entity, CancellationToken cancellationToken);

    /// <summary>Observations in the order in which they were stored, after a sequence number, at most <paramref name="limit"/>, with the targets that hold now.</summary>
    /// <exception cref="BerlinException"><c>model.not_found</c>.</exception>
    [Alias("ReadObservations")]
    Task<ExportedObservation[]> ReadObservationsAsync(long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>One observation; null where the stream does not hold it.</summary>
    /// <exception cref="BerlinException"><c>model.not_found</c>.</exception>
    [Alias("FindObservation")]
    Task<ExportedObservation?> FindObservationAsync(string id, CancellationToken cancellationToken);
}
