namespace Berlin.Conventions.Tests.Arrows;

/// <summary>Judges one project of src/ against <see cref="AllowedArrows"/>.</summary>
internal static class ArrowRule
{
    public static IEnumerable<string> Check(ProjectFile project)
    {
        if (!AllowedArrows.Table.TryGetValue(project.Folder, out var allowed))
        {
            yield return $"{project.Path}: src/{project.Folder} is not in AllowedArrows; decide what it may reference.";
            yield break;
        }

        foreach (var target in project.References().Distinct().Except(allowed, StringComparer.Ordinal))
        {
            yield return $"{project.Path}: {project.Folder} -> {target} is not an allowed arrow.";
        }

        foreach (var source in project.LinkedSources().Distinct().Except(AllowedArrows.LinkedSources.GetValueOrDefault(project.Folder, []), StringComparer.Ordinal))
        {
            yield return $"{project.Path}: compiles the sources of {source}, which is an arrow too.";
        }

        if (project.ActorRole != AllowedArrows.RoleOf(project.Folder))
        {
            yield return $"{project.Path}: ActorRole is {project.ActorRole ?? "absent"}, expected {AllowedArrows.RoleOf(project.Folder) ?? "none"}.";
        }
    }

    /// <summary>Folder short, project long: <c>src/Silo/Berlin.Silo.csproj</c>. The assembly has the project's name; the command alone is <c>berlin</c>.</summary>
    public static IEnumerable<string> CheckName(ProjectFile project)
    {
        var expected = $"src/{project.Folder}/Berlin.{project.Folder.Replace('/', '.')}.csproj";
        if (project.Path != expected)
        {
            yield return $"{project.Path}: expected {expected}.";
        }

        var assembly = project.Folder == "Cli" ? "berlin" : null;
        if (project.AssemblyName != assembly)
        {
            yield return $"{project.Path}: AssemblyName is {project.AssemblyName ?? "absent"}, expected {assembly ?? "none (the project's name)"}.";
        }
    }
}
