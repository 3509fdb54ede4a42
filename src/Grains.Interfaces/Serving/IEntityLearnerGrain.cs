namespace Berlin.Grains.Serving;

/// <summary>
/// What one entity of a model has of its own: counts, learned from its rows of the stream. Key: <c>tenant/model/entity</c>. A follower,
/// never a writer: it is loaded when it is asked, from its last stored state and the rows after it, wherever that is.
/// </summary>
[Alias("Berlin.IEntityLearnerGrain")]
public interface IEntityLearnerGrain : IGrainWithStringKey
{
    /// <summary>What the entity's own observations say about rows.</summary>
    /// <exception cref="BerlinException"><c>model.not_found</c>, and the transient <c>store.unavailable</c>.</exception>
    [Alias("Weigh")]
    Task<EntityTestimony> WeighAsync(EntityQuestion question, CancellationToken cancellationToken);

    /// <summary>What the entity has learned; null where it has no observations.</summary>
    [Alias("Describe")]
    Task<EntityDescription?> DescribeAsync(CancellationToken cancellationToken);
}
