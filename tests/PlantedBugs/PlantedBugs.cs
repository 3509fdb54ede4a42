namespace Berlin.Planting;

/// <summary>
/// Which planted bug this process has: the one that BERLIN_PLANTED_BUG names, or none. What is wrong with the planting itself ends
/// the process, so that it cannot be taken for a bug that was found.
/// </summary>
internal static class PlantedBugs
{
    private static readonly PlantedBug Active = Read(Environment.GetEnvironmentVariable("BERLIN_PLANTED_BUG"));

    /// <summary>Whether the process has the bug.</summary>
    public static bool Is(PlantedBug bug) => Active == bug;

    /// <summary>Does something where the process has the bug.</summary>
    public static void Do(PlantedBug bug, Action deviation)
    {
        if (Is(bug))
        {
            deviation();
        }
    }

    /// <inheritdoc cref="Do"/>
    public static Task DoAsync(PlantedBug bug, Func<Task> deviation) => Is(bug) ? deviation() : Task.CompletedTask;

    /// <summary>Replaces part of a statement where the process has the bug.</summary>
    public static string Rewrite(PlantedBug bug, string statement, string part, string instead)
    {
        if (!Is(bug))
        {
            return statement;
        }

        var rewritten = statement.Replace(part, instead, StringComparison.Ordinal);
        if (rewritten == statement)
        {
            Environment.FailFast($"{bug}: the statement does not hold '{part}': {statement}");
        }

        return rewritten;
    }

    private static PlantedBug Read(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return PlantedBug.None;
        }

        if (!Enum.TryParse<PlantedBug>(name, out var bug))
        {
            Environment.FailFast($"BERLIN_PLANTED_BUG: there is no bug '{name}'.");
        }

        return bug;
    }
}
