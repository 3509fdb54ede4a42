namespace Berlin.Learning;

/// <summary>Compares definitions: which changes a learner can follow with the state it has.</summary>
public static class ConfigChange
{
    /// <summary>
    /// Tells why a state that was learned under <paramref name="from"/> cannot go on under <paramref name="to"/>; nothing when it can.
    /// Settings that do not shape what was learned (smoothing), entities that are learned apart, a larger bound of classes, and one that is smaller but holds the classes in use can be followed.
    /// </summary>
    /// <param name="from">The config of the state.</param>
    /// <param name="to">The config that is asked for; free of faults.</param>
    /// <param name="classesInUse">Classes that the state has seen.</param>
    public static IReadOnlyList<string> WhatStateCannotFollow(OnlineClassifierConfig from, OnlineClassifierConfig to, int classesInUse)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        List<string> reasons = [.. FeatureChanges(from.Features, to.Features)];
        if (from.Columns != to.Columns)
        {
            reasons.Add($"columns: {from.Columns.Describe()} -> {to.Columns.Describe()}");
        }

        if (from.Learner.Type != to.Learner.Type)
        {
            reasons.Add($"learner.type: {from.Learner.Type} -> {to.Learner.Type}");
        }
        else
        {
            reasons.AddRange(SettingChanges(from.Learner, to.Learner));
        }

        if (from.EntitiesWithin != to.EntitiesWithin)
        {
            reasons.Add($"entities: {Describe(from)} -> {Describe(to)}");
        }

        if (to.MaxClasses < classesInUse)
        {
            reasons.Add($"max_classes: {from.MaxClasses} -> {to.MaxClasses}, but {classesInUse} classes are in use");
        }

        return reasons;
    }

    private static IEnumerable<string> SettingChanges(LearnerConfig from, LearnerConfig to) =>
        LearnerTypes.SettingsOf(from.Type)
            .Where(setting => setting.ShapesState && from[setting] != to[setting])
            .Select(setting => $"learner.{setting.Name}: {from[setting]} -> {to[setting]}");

    private static string Describe(OnlineClassifierConfig config) => config.EntitiesWithin ? "learned" : "not learned";

    private static IEnumerable<string> FeatureChanges(IReadOnlyList<FeatureSpec> from, IReadOnlyList<FeatureSpec> to)
    {
        for (var i = 0; i < Math.Max(from.Count, to.Count); i++)
        {
            var before = i < from.Count ? from[i].Describe() : "none";
            var after = i < to.Count ? to[i].Describe() : "none";
            if (before != after)
            {
                yield return $"features[{i}]: {before} -> {after}";
            }
        }
    }
}
