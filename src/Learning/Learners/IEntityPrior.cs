namespace Berlin.Learning;

/// <summary>A learner that can stand behind the few counts of an entity: what it knows of all rows is the prior of the entity's own.</summary>
internal interface IEntityPrior
{
    /// <summary>Whether a column occurred in a row learned.</summary>
    bool HasCounted(int column);

    /// <summary>Scores every class for a row of an entity: log p(class | row, entity) up to a term that is the same for all classes.</summary>
    /// <param name="row">The row, as for <see cref="IOnlineLearner.Score"/>.</param>
    /// <param name="counts">The entity's counts.</param>
    /// <param name="scores">
    /// Receives a score per class: first the learner's own classes, then those that only the entity has, in the order of
    /// <see cref="EntityCounts.Classes"/>.
    /// </param>
    void Score(SparseRow row, EntityCounts counts, Span<double> scores);
}
