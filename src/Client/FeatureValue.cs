using System.Globalization;
using System.Text.Json.Serialization;

namespace Berlin.Client;

/// <summary>Value of one feature: a string, a finite number, a boolean, or nothing.</summary>
[JsonConverter(typeof(FeatureValueConverter))]
public readonly record struct FeatureValue
{
    private FeatureValue(object? value) => Value = value;

    /// <summary>The value as <see cref="string"/>, <see cref="double"/> or <see cref="bool"/>; null for nothing.</summary>
    public object? Value { get; }

    /// <summary>A text or category.</summary>
    /// <param name="value">The string; null means nothing.</param>
    public static FeatureValue FromString(string? value) => new(value);

    /// <summary>A number.</summary>
    /// <param name="value">A finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is infinite or not a number.</exception>
    public static FeatureValue FromDouble(double value)
    {
        return double.IsFinite(value)
            ? new FeatureValue(value)
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A feature's number is finite.");
    }

    /// <summary>A boolean.</summary>
    /// <param name="value">The boolean.</param>
    public static FeatureValue FromBoolean(bool value) => new(value);

    /// <summary>Takes a string for a feature's value.</summary>
    /// <param name="value">The string; null means nothing.</param>
    public static implicit operator FeatureValue(string? value) => FromString(value);

    /// <summary>Takes a number for a feature's value.</summary>
    /// <param name="value">A finite number.</param>
    public static implicit operator FeatureValue(double value) => FromDouble(value);

    /// <summary>Takes a boolean for a feature's value.</summary>
    /// <param name="value">The boolean.</param>
    public static implicit operator FeatureValue(bool value) => FromBoolean(value);

    /// <inheritdoc />
    public override string ToString() => Convert.ToString(Value, CultureInfo.InvariantCulture) ?? string.Empty;
}
