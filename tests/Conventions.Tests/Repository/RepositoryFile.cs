namespace Berlin.Conventions.Tests.Repository;

/// <summary>One file of the repository, read when it is asked for.</summary>
/// <param name="Root">Absolute path of the repository.</param>
/// <param name="Path">Path inside the repository with forward slashes, for example <c>src/Cli/Program.cs</c>.</param>
internal sealed record RepositoryFile(string Root, string Path)
{
    private readonly Lazy<string> text = new(() => File.ReadAllText(System.IO.Path.Combine(Root, Path)));

    public string FullPath => System.IO.Path.Combine(Root, Path);

    public string Name => System.IO.Path.GetFileName(Path);

    public string Extension => System.IO.Path.GetExtension(Path);

    /// <summary>Folder inside the repository without a trailing slash; empty for the root.</summary>
    public string Folder => Path.Contains('/') ? Path[..Path.LastIndexOf('/')] : string.Empty;

    public long SizeBytes => new FileInfo(FullPath).Length;

    public string Text => text.Value;

    /// <summary>The lines without their ends; a final newline does not make another line.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            var lines = Text.ReplaceLineEndings("\n").Split('\n');
            return lines[^1].Length == 0 ? lines[..^1] : lines;
        }
    }

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public override string ToString() => Path;
}
