namespace Berlin.Storage.Versions;

/// <summary>The names that no alias may have, because they mean something else where versions are named. Callers hold aliases to the rule of all names besides.</summary>
public static class AliasName
{
    /// <summary>The head of an online model.</summary>
    public const string Live = "live";

    /// <summary>Whether it is <see cref="Live"/>, or looks like the number of a version: digits only, or nothing at all.</summary>
    public static bool IsReserved(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name == Live || name.All(char.IsAsciiDigit);
    }

    /// <exception cref="ArgumentException">The name is reserved.</exception>
    internal static void Check(string name)
    {
        if (IsReserved(name))
        {
            throw new ArgumentException($"'{name}' cannot be the name of an alias: '{Live}' and names of digits only are reserved.", nameof(name));
        }
    }
}
