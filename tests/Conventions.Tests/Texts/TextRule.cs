using System.Text.RegularExpressions;
using Berlin.Conventions.Tests.Repository;

namespace Berlin.Conventions.Tests.Texts;

/// <summary>
/// What holds of every text that people of this project write: it ends with a newline, leaves no work for later, and works
/// on every machine. Data (samples, recorded cases) is kept as it came and is not judged.
/// </summary>
internal static partial class TextRule
{
    public const long MaxSizeBytes = 2 * 1024 * 1024;

    private static readonly HashSet<string> TextExtensions = new(StringComparer.Ordinal)
    {
        ".cs", ".csproj", ".props", ".targets", ".sln", ".md", ".txt", ".json", ".yml", ".yaml", ".sh", ".py", ".sql", ".proto",
        ".html", ".css", ".js", ".ts", ".editorconfig", ".gitignore", ".gitattributes", ".dockerignore", ".toml", ".cfg", "",
    };

    /// <summary>Folders whose files are input of tests or samples, in any part of a path.</summary>
    private static readonly string[] DataFolders = ["TestData", "testdata", "data"];

    public static bool IsText(RepositoryFile file) =>
        TextExtensions.Contains(file.Extension) && !file.Path.Split('/').SkipLast(1).Intersect(DataFolders, StringComparer.Ordinal).Any();

    public static IEnumerable<string> CheckText(string path, string text)
    {
        if (text.Length > 0 && !text.EndsWith('\n'))
        {
            yield return $"{path}: does not end with a newline.";
        }

        if (text.Contains('\r') && !path.EndsWith(".sln", StringComparison.Ordinal))
        {
            yield return $"{path}: holds carriage returns; lines end with a line feed.";
        }

        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (UnfinishedWork().Match(line) is { Success: true } word)
            {
                yield return $"{path}:{number}: {word.Value}; do it, or open an issue.";
            }

            if (MachinePath().Match(line) is { Success: true } place)
            {
                yield return $"{path}:{number}: {place.Value} is a path of one machine.";
            }
        }
    }

    public static IEnumerable<string> CheckScript(string path, IReadOnlyList<string> lines, bool isExecutable)
    {
        if (!isExecutable)
        {
            yield return $"{path}: is not executable.";
        }

        if (lines.Count == 0 || lines[0] != "#!/usr/bin/env bash")
        {
            yield return $"{path}: does not start with #!/usr/bin/env bash.";
        }

        var first = lines.FirstOrDefault(line => line.Length > 0 && !line.StartsWith('#'));
        if (first != "set -euo pipefail")
        {
            yield return $"{path}: its first command is not set -euo pipefail.";
        }
    }

    public static bool HasTitle(IEnumerable<string> lines) =>
        lines.FirstOrDefault(line => line.Trim().Length > 0)?.StartsWith("# ", StringComparison.Ordinal) == true;

    // Written in two parts, so that this file does not hold what it forbids.
    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|XX" + @"X|HA" + @"CK)\b", RegexOptions.CultureInvariant)]
    private static partial Regex UnfinishedWork();

    [GeneratedRegex(@"(?<![\w.~}/-])(/ho" + @"me/\w+|/Us" + @"ers/\w+|/ro" + @"ot/|/wo" + @"rk/|/tmp/w" + @"t/)|\b[A-Z]:\\(Us" + @"ers|dev|src)\b", RegexOptions.CultureInvariant)]
    private static partial Regex MachinePath();
}
