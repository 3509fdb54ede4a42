namespace Berlin.Learning;

/// <summary>What an online classifier is made of.</summary>
public sealed record OnlineClassifierConfig
{
    /// <summary>Most fields a model may declare.</summary>
    public const int MostFeatures = 64;

    /// <summary>Most classes a model may ask for; a class id takes two bytes in every cell.</summary>
    public const int MostClasses = 65_535;

    /// <summary>The declared fields; 1 to <see cref="MostFeatures"/>. Their order is part of what the state depends on.</summary>
    public required IReadOnlyList<FeatureSpec> Features { get; init; }

    /// <summary>How feature values become columns.</summary>
    public required ColumnsConfig Columns { get; init; }

    /// <summary>What learns from the columns.</summary>
    public required LearnerConfig Learner { get; init; }

    /// <summary>Whether rows belong to entities that are learned each for itself.</summary>
    public bool Entities { get; init; }

    /// <summary>Whether each entity has an <see cref="EntityLearner"/> of its own beside the learner of all rows.</summary>
    public bool EntitiesApart => Entities && LearnerTypes.Find(Learner.Type) is { EntitiesApart: true };

    /// <summary>Whether entities are learned by the one learner, as part of what it is.</summary>
    internal bool EntitiesWithin => Entities && !EntitiesApart;

    /// <summary>Most classes that may appear, 2 to <see cref="MostClasses"/>.</summary>
    public required int MaxClasses { get; init; }

    /// <summary>Tells everything that is wrong, all faults together; nothing when the config can be used.</summary>
    public IEnumerable<string> Faults()
    {
        if (Features.Count is 0 or > MostFeatures)
        {
            yield return $"features has {Features.Count} fields; it must have 1 to {MostFeatures}";
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Features.Count; i++)
        {
            foreach (var fault in Features[i].Faults($"features[{i}]"))
            {
                yield return fault;
            }

            if (!names.Add(Features[i].Field))
            {
                yield return $"features[{i}].field is \"{Features[i].Field}\", which is declared before; a field has one feature";
            }
        }

        foreach (var fault in Columns.Faults().Concat(Learner.Faults()))
        {
            yield return fault;
        }

        if (MaxClasses is < 2 or > MostClasses)
        {
            yield return $"max_classes is {MaxClasses}; it must be 2 to {MostClasses}";
        }
    }

    /// <summary>Refuses a config that has faults.</summary>
    /// <exception cref="ArgumentException">Tells all of them.</exception>
    internal void ThrowIfFaulty(string parameterName)
    {
        var faults = string.Join("; ", Faults());
        if (faults.Length > 0)
        {
            throw new ArgumentException(faults, parameterName);
        }
    }
}
