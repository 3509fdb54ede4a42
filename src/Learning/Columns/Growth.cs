namespace Berlin.Learning;

/// <summary>How long arrays become that hold state for long: an eighth more each time, so that little of a large one lies idle.</summary>
internal static class Growth
{
    private const int Shortest = 16;

    /// <summary>The next length of an array that must become longer.</summary>
    /// <param name="length">Its length now.</param>
    /// <param name="needed">Least length that will do.</param>
    public static int Of(int length, int needed) => Math.Max(Math.Max(needed, Shortest), length + (length / 8));
}
