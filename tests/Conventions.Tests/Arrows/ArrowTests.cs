using Berlin.Conventions.Tests.Repository;

namespace Berlin.Conventions.Tests.Arrows;

public sealed class ArrowTests
{
    private static IEnumerable<ProjectFile> SourceProjects =>
        RepositoryTree.Projects.Where(file => file.IsUnder("src")).Select(ProjectFile.Read);

    [Fact]
    public void Projects_OfTheSource_ReferenceOnlyWhatTheyMay() =>
        Findings.AssertNone("Project arrows (tests/Conventions.Tests/Arrows/AllowedArrows.cs):", SourceProjects.SelectMany(ArrowRule.Check));

    [Fact]
    public void Projects_OfTheSource_AreNamedAfterTheirFolder() =>
        Findings.AssertNone("Folder short, project and assembly long:", SourceProjects.SelectMany(ArrowRule.CheckName));

    [Fact]
    public void Folders_OfTheSource_HaveAProject()
    {
        var folders = RepositoryTree.Files.Where(file => file.IsUnder("src")).Select(file => file.Path.Split('/')[1]).Distinct();
        var projects = SourceProjects.Select(project => project.Folder).ToHashSet(StringComparer.Ordinal);
        Findings.AssertNone("Folders of src/ without a project:", folders.Where(folder => !projects.Contains(folder)));
    }

    [Fact]
    public void Projects_OfTests_AreNamedAfterTheirFolder()
    {
        var findings =
            from file in RepositoryTree.Projects.Where(file => file.IsUnder("tests"))
            let folder = file.Folder["tests/".Length..]
            where file.Path != $"tests/{folder}/Berlin.{folder.Replace('/', '.')}.csproj"
            select $"{file.Path}: expected tests/{folder}/Berlin.{folder.Replace('/', '.')}.csproj";
        Findings.AssertNone("Test projects:", findings);
    }

    [Fact]
    public void Projects_AreInTheSolution()
    {
        var solution = RepositoryTree.Get("Berlin.sln").Text.Replace('\\', '/');
        var missing = RepositoryTree.Projects.Select(file => file.Path)
            .Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal));
        Findings.AssertNone("Projects that Berlin.sln does not build:", missing);
    }

    [Fact]
    public void Table_HasNoCycle()
    {
        var cyclic = AllowedArrows.Table.Keys.Where(folder => Reachable(folder).Contains(folder));
        Findings.AssertNone("Folders that reach themselves in AllowedArrows:", cyclic);
    }

    private static HashSet<string> Reachable(string from)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(AllowedArrows.Table[from]);
        while (open.TryPop(out var folder))
        {
            if (reached.Add(folder))
            {
                foreach (var next in AllowedArrows.Table.GetValueOrDefault(folder, []))
                {
                    open.Push(next);
                }
            }
        }

        return reached;
    }
}
