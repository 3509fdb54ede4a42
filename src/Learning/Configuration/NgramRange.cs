namespace Berlin.Learning;

/// <summary>Lengths of n-grams, both ends included.</summary>
/// <param name="Min">Smallest length, from 1.</param>
/// <param name="Max">Largest length, up to <see cref="Longest"/>.</param>
public readonly record struct NgramRange(int Min, int Max)
{
    /// <summary>Longest n-gram; a longer one repeats so seldom that its column would teach nothing.</summary>
    public const int Longest = 8;

    /// <summary>Tells what is wrong with the range; nothing when it can be used.</summary>
    /// <param name="member">Name of the range for the messages, for example <c>features[0].ngrams</c>.</param>
    public IEnumerable<string> Faults(string member)
    {
        if (Min is < 1 or > Longest)
        {
            yield return $"{member}[0] is {Min}; it must be 1 to {Longest}";
        }

        if (Max is < 1 or > Longest)
        {
            yield return $"{member}[1] is {Max}; it must be 1 to {Longest}";
        }

        if (Min > Max)
        {
            yield return $"{member} is {this}; the first number must not be above the second";
        }
    }

    /// <summary>The range as it is written in a definition, <c>[1,2]</c>.</summary>
    public override string ToString() => $"[{Min},{Max}]";
}
