using System.Text.RegularExpressions;

namespace Berlin.Conventions.Tests.Documents;

/// <summary>The rows of a reference page: first cells that are inline code, with the heading that they stand under.</summary>
internal static partial class ReferenceTable
{
    public static IEnumerable<(string Heading, string Key)> Rows(IEnumerable<string> lines)
    {
        var heading = string.Empty;
        foreach (var line in lines)
        {
            if (line.StartsWith('#'))
            {
                heading = line.TrimStart('#').Trim();
            }
            else if (FirstCell().Match(line) is { Success: true } row)
            {
                yield return (heading, row.Groups[1].Value);
            }
        }
    }

    [GeneratedRegex(@"^\|\s*`([^`]+)`\s*\|")]
    private static partial Regex FirstCell();
}
