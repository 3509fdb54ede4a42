using System.Globalization;

namespace Orleans;

/// <summary>How long activations of a grain class may stay idle, in place of <c>GrainCollectionOptions.CollectionAge</c>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
#pragma warning disable CA1813 // Orleans leaves it unsealed.
public class CollectionAgeLimitAttribute : Attribute
#pragma warning restore CA1813
{
    /// <summary>The least age: one minute.</summary>
    public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

    private readonly TimeSpan? _inactivityPeriod;

    /// <summary>An age that <see cref="Days"/>, <see cref="Hours"/> and <see cref="Minutes"/> add up to.</summary>
    public CollectionAgeLimitAttribute()
    {
    }

    /// <summary>An age as text.</summary>
    /// <param name="inactivityPeriod">A <see cref="TimeSpan"/>, for example <c>00:05:00</c>.</param>
    public CollectionAgeLimitAttribute(string inactivityPeriod) =>
        _inactivityPeriod = TimeSpan.Parse(inactivityPeriod, CultureInfo.InvariantCulture);

    /// <summary>Days of the age.</summary>
    public double Days { get; set; }

    /// <summary>Hours of the age.</summary>
    public double Hours { get; set; }

    /// <summary>Minutes of the age.</summary>
    public double Minutes { get; set; }

    /// <summary>Whether idle activations stay for ever.</summary>
    public bool AlwaysActive { get; set; }

    /// <summary>The age, at least <see cref="MinAgeLimit"/>; <see cref="Timeout.InfiniteTimeSpan"/> where <see cref="AlwaysActive"/> is set.</summary>
    public TimeSpan AgeLimit
    {
        get
        {
            if (AlwaysActive)
            {
                return Timeout.InfiniteTimeSpan;
            }

            var age = _inactivityPeriod ?? TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
            return age < MinAgeLimit ? MinAgeLimit : age;
        }
    }
}
