namespace Berlin.Learning;

/// <summary>What a type of learner tells of itself; each learner declares one in its own file.</summary>
/// <param name="Type">Name in a definition.</param>
/// <param name="EntitiesApart">
/// Whether entities are learned in learners of their own, with this one as their <see cref="IEntityPrior"/>; otherwise within this one,
/// which takes <see cref="SparseRow.Entity"/> into account.
/// </param>
/// <param name="Settings">What it can be given.</param>
/// <param name="Create">Makes a learner that has seen nothing, under a config without faults; told whether it is to learn entities within.</param>
internal sealed record LearnerKind(
    string Type, bool EntitiesApart, IReadOnlyList<LearnerSetting> Settings, Func<LearnerConfig, bool, IOnlineLearner> Create);
