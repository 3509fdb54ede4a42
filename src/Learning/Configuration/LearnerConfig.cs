namespace Berlin.Learning;

/// <summary>What learns from the columns.</summary>
/// <param name="Type">Type of learner, one of <see cref="LearnerTypes.All"/>.</param>
/// <param name="Settings">Values by name, of <see cref="LearnerTypes.SettingsOf"/>; one that is absent has its default.</param>
public sealed record LearnerConfig(string Type, IReadOnlyDictionary<string, double> Settings)
{
    /// <summary>A learner with every setting at its default.</summary>
    /// <param name="type">Type of learner, one of <see cref="LearnerTypes.All"/>.</param>
    public LearnerConfig(string type)
        : this(type, new Dictionary<string, double>())
    {
    }

    /// <summary>The value of a setting.</summary>
    /// <param name="setting">One of the learner's settings.</param>
    public double this[LearnerSetting setting]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(setting);
            return Settings.GetValueOrDefault(setting.Name, setting.Default);
        }
    }

    /// <summary>Tells everything that is wrong; nothing when the config can be used.</summary>
    public IEnumerable<string> Faults()
    {
        if (!LearnerTypes.All.Contains(Type))
        {
            yield return $"learner.type is \"{Type}\"; it must be one of: {string.Join(", ", LearnerTypes.All)}";
            yield break;
        }

        var known = LearnerTypes.SettingsOf(Type);
        foreach (var (name, value) in Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            if (known.FirstOrDefault(setting => setting.Name == name) is not { } setting)
            {
                yield return $"learner.{name} is not a setting of {Type}; it has: {string.Join(", ", known.Select(each => each.Name))}";
            }
            else if (setting.FaultOf(value) is { } fault)
            {
                yield return fault;
            }
        }
    }
}
