namespace Berlin.Grains;

/// <summary>The rule for names of tenants and models, and the keys made of them.</summary>
public static class Names
{
    /// <summary>Longest name.</summary>
    public const int MaxLength = 63;

    /// <summary>The rule, for error texts.</summary>
    public const string Rule = "1-63 characters of a-z, 0-9, '.', '_' and '-', the first a letter or a digit";

    /// <summary>Whether <paramref name="name"/> fits <c>[a-z0-9][a-z0-9._-]{0,62}</c>.</summary>
    public static bool IsValid(string? name)
    {
        if (name is null || name.Length is 0 or > MaxLength || !IsLetterOrDigit(name[0]))
        {
            return false;
        }

        foreach (var character in name)
        {
            if (!IsLetterOrDigit(character) && character is not ('.' or '_' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Grain key of a tenant's model.</summary>
    public static string ModelKey(string tenant, string model) => $"{tenant}/{model}";

    private static bool IsLetterOrDigit(char character) => character is >= 'a' and <= 'z' or >= '0' and <= '9';
}
