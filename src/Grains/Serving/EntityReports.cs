using Berlin.Storage.Streams;

namespace Berlin.Grains.Serving;

/// <summary>What is told about entities.</summary>
internal static class EntityReports
{
    public static EntityReport Of(EntitySummary summary) => new()
    {
        Entity = summary.Entity,
        Observations = summary.Observations,
        LastSequence = summary.LastSequence,
        LastAt = summary.LastAt,
    };
}
