using System.Runtime.CompilerServices;

namespace Berlin.Conventions.Tests.Repository;

/// <summary>The files of the repository that people wrote: everything except version control, build output and local data.</summary>
internal static class RepositoryTree
{
    /// <summary>Absolute path of the folder that holds Berlin.sln.</summary>
    public static string Root { get; } = FindRoot();

    // The tree is walked, not asked of git: a checkout that belongs to another user makes git refuse.
    private static readonly HashSet<string> SkippedFolders = new(StringComparer.Ordinal)
    {
        ".git", ".vs", ".idea", ".vscode", "bin", "obj", "artifacts", "berlin-data", "TestResults", "node_modules", "__pycache__",
    };

    private static readonly Lazy<IReadOnlyList<RepositoryFile>> LazyFiles = new(() => [.. Walk(Root, string.Empty)]);

    /// <summary>All files in ordinal order of their paths.</summary>
    public static IReadOnlyList<RepositoryFile> Files => LazyFiles.Value;

    /// <summary>Every C# file under the folders that hold code.</summary>
    public static IEnumerable<RepositoryFile> CSharpFiles => Files.Where(file => file.Extension == ".cs");

    /// <summary>Every project file.</summary>
    public static IEnumerable<RepositoryFile> Projects => Files.Where(file => file.Extension == ".csproj");

    public static RepositoryFile Get(string path) => new(Root, path);

    public static bool Exists(string path)
    {
        var fullPath = Path.Combine(Root, path);
        return File.Exists(fullPath) || Directory.Exists(fullPath);
    }

    private static IEnumerable<RepositoryFile> Walk(string root, string folder)
    {
        var here = new DirectoryInfo(Path.Combine(root, folder));
        foreach (var entry in here.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
            if (entry is not DirectoryInfo)
            {
                // In a linked work tree .git is a file.
                if (entry.Name != ".git")
                {
                    yield return new RepositoryFile(root, path);
                }
            }
            else if (!SkippedFolders.Contains(entry.Name) && entry.LinkTarget is null)
            {
                foreach (var file in Walk(root, path))
                {
                    yield return file;
                }
            }
        }
    }

    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        // The tests may run from a copied output folder, so both the output and the source are tried as starting points.
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(thisFile)! })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Berlin.sln")))
                {
                    return folder.FullName;
                }
            }
        }

        throw new InvalidOperationException($"No Berlin.sln above {AppContext.BaseDirectory}.");
    }
}
