namespace Berlin.Runtimes.Tests.Python;

/// <summary>
/// Public test data that lies beside the repository, in <c>shared/data</c>, or where <c>BERLIN_SHARED_DATA</c> says.
/// Tests over it are skipped where it is absent.
/// </summary>
internal static class SharedData
{
    /// <summary>The folder or file of that name, or null with the reason in <paramref name="absence"/>.</summary>
    public static string? Find(string name, out string absence)
    {
        absence = $"shared/data/{name} is not beside the repository and BERLIN_SHARED_DATA does not lead to it.";
        if (Environment.GetEnvironmentVariable("BERLIN_SHARED_DATA") is { Length: > 0 } configured)
        {
            return Existing(Path.Combine(configured, name));
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Existing(Path.Combine(folder.FullName, "shared", "data", name)) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Existing(string path) => Path.Exists(path) ? path : null;
}
