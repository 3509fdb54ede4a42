using Berlin.Learning;

namespace Berlin.Grains.Models;

/// <summary>Compares two definitions of one model.</summary>
internal static class DefinitionChange
{
    /// <summary>What of a change the stored learner cannot follow; empty = it can.</summary>
    public static IReadOnlyList<string> WhatStateCannotFollow(ModelDefinition from, ModelDefinition to, int classesInUse)
    {
        var reasons = new List<string>(
            ConfigChange.WhatStateCannotFollow(LearningConfig.Of(from), LearningConfig.Of(to), classesInUse));
        if (from.Target != to.Target)
        {
            reasons.Add($"target changes from '{from.Target}' to '{to.Target}'");
        }

        return reasons;
    }
}
