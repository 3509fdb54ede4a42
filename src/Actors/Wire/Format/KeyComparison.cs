namespace Berlin.Actors.Wire;

/// <summary>How the keys of a set or dictionary are compared: a closed set too, because code does not cross.</summary>
internal static class KeyComparison
{
    private const ulong Default = 0;
    private const ulong OrdinalIgnoreCase = 1;

    /// <exception cref="NotSupportedException">The comparer is none that crosses.</exception>
    public static ulong CodeOf<T>(IEqualityComparer<T> comparer)
    {
        if (ReferenceEquals(comparer, EqualityComparer<T>.Default) || ReferenceEquals(comparer, StringComparer.Ordinal))
        {
            return Default;
        }

        return ReferenceEquals(comparer, StringComparer.OrdinalIgnoreCase) ? OrdinalIgnoreCase : throw Unknown(comparer);
    }

    /// <exception cref="NotSupportedException">The comparer is none that crosses.</exception>
    public static void MustBeDefault<T>(IComparer<T> comparer)
    {
        if (!ReferenceEquals(comparer, Comparer<T>.Default))
        {
            throw Unknown(comparer);
        }
    }

    public static IEqualityComparer<T>? Of<T>(ulong code) => code switch
    {
        Default => null,
        OrdinalIgnoreCase when typeof(T) == typeof(string) => (IEqualityComparer<T>)(object)StringComparer.OrdinalIgnoreCase,
        _ => throw WireReader.Damaged($"keys are compared in the way {code}, which does not exist"),
    };

    private static NotSupportedException Unknown(object comparer) => new(
        $"A collection that compares its keys by {comparer.GetType()} does not cross between processes; use the default, Ordinal or OrdinalIgnoreCase.");
}
