using System.Text.RegularExpressions;

namespace Berlin.Conventions.Tests.Documents;

/// <summary>
/// Finds the repository paths that a Markdown file names. A path is a word of inline code or of a code block that starts with a
/// top folder of the repository and a slash (a leading <c>./</c> is allowed), or one of the project's files at the root; and the
/// target of a link that leads to no other site. Of a word with a wildcard or a placeholder the folder before it counts.
/// </summary>
internal static partial class MarkdownPaths
{
    private const string TopFolders = @"(src|tests|docs|scripts|bench|eng|samples|deploy|python|\.ci)";

    /// <summary>The paths, as paths inside the repository, each with the line that names it.</summary>
    public static IEnumerable<(int Line, string Path)> In(string documentPath, string text)
    {
        var isCode = false;
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
                continue;
            }

            var words = isCode ? Words(line) : InlineCode().Matches(line).SelectMany(code => Words(code.Groups[1].Value));
            var links = isCode ? [] : Link().Matches(line).Select(link => link.Groups[1].Value).Where(IsInRepository);
            foreach (var path in words.Concat(links.Select(link => Resolve(documentPath, link))))
            {
                yield return (number, path);
            }
        }
    }

    private static IEnumerable<string> Words(string code) =>
        code.Split([' ', '\t', '"', '\'', '(', ')', ',', ';', '|', '='], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.StartsWith("./", StringComparison.Ordinal) ? word[2..] : word)
            .Where(word => PathWord().IsMatch(word))
            .Select(Concrete);

    /// <summary><c>src/A/*.cs</c> and <c>docs/&lt;name&gt;</c> become their folder; a line number, an anchor and a last full stop go.</summary>
    private static string Concrete(string word)
    {
        var end = word.IndexOfAny(['*', '<', '{', '$', '…', '#', ':']);
        var path = end < 0 ? word : word[..end];
        if (end >= 0 && word[end] is not ('#' or ':'))
        {
            path = path[..(path.LastIndexOf('/') + 1)];
        }

        return path.TrimEnd('.', '/');
    }

    private static bool IsInRepository(string target) => !target.StartsWith('#') && !SchemeStart().IsMatch(target);

    private static string Resolve(string documentPath, string target)
    {
        var folder = "/" + Path.GetDirectoryName(documentPath);
        return Path.GetFullPath(target.Split('#')[0], folder).TrimStart('/');
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\]\(([^)\s]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex("^[a-z][a-z0-9+.-]*:", RegexOptions.IgnoreCase)]
    private static partial Regex SchemeStart();

    [GeneratedRegex("^(" + TopFolders + @"/.*|Berlin\.sln|Directory\.[A-Za-z]+\.(props|targets)|global\.json|[A-Z]+\.md|LICENSE)$")]
    private static partial Regex PathWord();
}
