using System.Xml.Linq;
using Berlin.Conventions.Tests.Repository;

namespace Berlin.Conventions.Tests.Arrows;

/// <summary>What a project file says about its own name and about the projects that it references.</summary>
internal sealed class ProjectFile
{
    private const string SourceRoot = "src";

    private ProjectFile(string path, XDocument content)
    {
        Path = path;
        Content = content;
    }

    /// <summary>Path inside the repository.</summary>
    public string Path { get; }

    /// <summary>Folder under src/ (<c>Grains.Interfaces</c>, <c>Actors/Generator</c>), or the whole folder for a project elsewhere.</summary>
    public string Folder => FolderOf(Path);

    public string? ActorRole => Property("ActorRole");

    public string? AssemblyName => Property("AssemblyName");

    public bool BansNondeterminism => Property("BanNondeterminism") == "true";

    private XDocument Content { get; }

    public static ProjectFile Read(RepositoryFile file) => Parse(file.Path, file.Text);

    public static ProjectFile Parse(string path, string text) => new(path, XDocument.Parse(text));

    /// <summary>Folders outside of this project's own whose sources it compiles.</summary>
    public IEnumerable<string> LinkedSources() =>
        Includes("Compile").Select(part => FolderOf(Resolve(part))).Where(folder => folder != Folder && !folder.StartsWith(Folder + "/", StringComparison.Ordinal));

    /// <summary>Folders that this project references, conditions ignored: an arrow that exists in one configuration exists.</summary>
    public IEnumerable<string> References()
    {
        foreach (var part in Includes("ProjectReference"))
        {
            yield return FolderOf(Resolve(part));
        }

        if (ActorRole is not null)
        {
            // Directory.Build.targets turns the role into the reference.
            yield return AllowedArrows.Engine;
        }
    }

    private static string FolderOf(string projectPath)
    {
        var folder = projectPath.Contains('/') ? projectPath[..projectPath.LastIndexOf('/')] : string.Empty;
        return folder.StartsWith(SourceRoot + "/", StringComparison.Ordinal) ? folder[(SourceRoot.Length + 1)..] : folder;
    }

    private string Resolve(string include)
    {
        var normalized = include.Replace('\\', '/').Replace("$(MSBuildThisFileDirectory)", string.Empty, StringComparison.Ordinal);
        if (normalized.Contains("$(", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{Path}: the reference {include} hides its target behind a property; write the path.");
        }

        // A root makes GetFullPath fold the dots without touching the disk.
        var folder = "/" + (Path.Contains('/') ? Path[..Path.LastIndexOf('/')] : string.Empty);
        return System.IO.Path.GetFullPath(normalized, folder).Replace('\\', '/').TrimStart('/');
    }

    private string? Property(string name) => Elements(name).Select(element => element.Value.Trim()).FirstOrDefault(value => value.Length > 0);

    private IEnumerable<string> Includes(string item) =>
        from element in Elements(item)
        from part in (element.Attribute("Include")?.Value ?? string.Empty).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        select part;

    private IEnumerable<XElement> Elements(string name) => Content.Descendants().Where(element => element.Name.LocalName == name);
}
