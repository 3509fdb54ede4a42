using System.Globalization;
using System.Text.RegularExpressions;

namespace Berlin.Learning.Tests;

public sealed partial class SettingsReferenceTests
{
    /// <summary>docs/reference/limits.md tells of each setting what the learner itself does.</summary>
    [Fact]
    public void Reference_EachSetting_HasItsRowWithMeaningBoundsAndDefault()
    {
        var expected = LearnerTypes.All.SelectMany(type => LearnerTypes.SettingsOf(type).Select(setting => (
            setting.Name, type, setting.Meaning + (setting.ShapesState ? "; *fixed*" : ""), setting.Smallest, setting.Largest, setting.Default)));

        Assert.Equal(expected.Order(), Rows().Order());
    }

    private static IEnumerable<(string, string, string, double, double, double)> Rows() =>
        RowPattern().Matches(File.ReadAllText(Path.Combine(Repository(), "docs", "reference", "limits.md"))).Select(match => (
            match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value,
            Number(match.Groups[4].Value), Number(match.Groups[5].Value), Number(match.Groups[6].Value)));

    private static double Number(string text) => double.Parse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Berlin.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("No folder above the tests holds Berlin.sln.");
        }

        return folder;
    }

    [GeneratedRegex(@"^\| `(\w+)` \| `([\w-]+)` \| ([^|]*) \| (\S+) to (\S+) \| (\S+) \|$", RegexOptions.Multiline)]
    private static partial Regex RowPattern();
}
