namespace Berlin.Learning;

/// <summary>How one field of an observation becomes columns.</summary>
/// <remarks>
/// In every kind, a field that is missing or null gives no column, and a value of another JSON type is a
/// <see cref="FeatureFault"/>. Fields that no spec names are ignored.
/// </remarks>
/// <param name="Field">Name of the field, 1-63 printable ASCII characters.</param>
public abstract record FeatureSpec(string Field)
{
    /// <summary>Longest name of a field.</summary>
    public const int LongestField = 63;

    /// <summary>Tells everything that is wrong with the spec; nothing when it can be used.</summary>
    /// <param name="member">Name of the spec for the messages, for example <c>features[0]</c>.</param>
    public virtual IEnumerable<string> Faults(string member)
    {
        if (Field.Length is 0 or > LongestField)
        {
            yield return $"{member}.field has {Field.Length} characters; it must have 1 to {LongestField}";
        }

        if (Field.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            yield return $"{member}.field holds a character that is not printable ASCII";
        }
    }

    /// <summary>Everything that the columns depend on, in one line that never changes its form.</summary>
    internal abstract string Describe();
}

/// <summary>Text: columns for runs of words and for runs of characters within a word. The value is a JSON string.</summary>
/// <remarks>
/// A word is a run of Unicode letters and digits, with the combining marks that follow them, in invariant lower case.
/// A word longer than 64 bytes of UTF-8 counts as its first 64 bytes. An n-gram that occurs twice counts two.
/// </remarks>
/// <param name="Field">Name of the field.</param>
/// <param name="Words">How many consecutive words make a column; null = none.</param>
/// <param name="Characters">How many consecutive characters within a word make a column; null = none.</param>
public sealed record TextFeature(string Field, NgramRange? Words, NgramRange? Characters) : FeatureSpec(Field)
{
    /// <inheritdoc />
    public override IEnumerable<string> Faults(string member)
    {
        var faults = base.Faults(member);
        if (Words is null && Characters is null)
        {
            faults = faults.Append($"{member} has neither ngrams nor character_ngrams; a text needs at least one");
        }

        faults = Words is { } words ? faults.Concat(words.Faults($"{member}.ngrams")) : faults;
        return Characters is { } characters ? faults.Concat(characters.Faults($"{member}.character_ngrams")) : faults;
    }

    internal override string Describe() =>
        $"text {Field} ngrams {Words?.ToString() ?? "none"} character_ngrams {Characters?.ToString() ?? "none"}";
}

/// <summary>Category: one column per distinct value. The value is a JSON string, boolean or number.</summary>
/// <remarks>
/// A number is its shortest decimal text, so <c>2770</c>, <c>2770.0</c> and <c>"2770"</c> are one value.
/// Strings are compared byte by byte, upper and lower case apart; at most 256 bytes of UTF-8.
/// </remarks>
/// <param name="Field">Name of the field.</param>
public sealed record CategoryFeature(string Field) : FeatureSpec(Field)
{
    internal override string Describe() => $"category {Field}";
}

/// <summary>Number: one column per sign and power of two, and one for zero. The value is a JSON number within float64.</summary>
/// <remarks>The bucket of x is its sign with floor(log2(|x|)); 0 and -0 share a bucket of their own.</remarks>
/// <param name="Field">Name of the field.</param>
public sealed record NumberFeature(string Field) : FeatureSpec(Field)
{
    internal override string Describe() => $"number {Field} buckets log2";
}
