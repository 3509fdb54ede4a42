using System.Globalization;
using Spectre.Console;

namespace Berlin.Cli.Terminal;

/// <summary>How numbers look to people: one culture, grouped thousands.</summary>
internal static class Figures
{
    private const int BarCells = 24;

    /// <summary>A count: <c>12,400</c>.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share as a percentage: <c>58.9 %</c>.</summary>
    public static string Percent(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A time to the second, UTC: <c>2014-04-02 12:30:00Z</c>.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A rate without decimals: <c>8,213 rows/s</c>.</summary>
    public static string RowsPerSecond(long rows, TimeSpan elapsed)
    {
        return elapsed > TimeSpan.Zero ? Count((long)(rows / elapsed.TotalSeconds)) + " rows/s" : "- rows/s";
    }

    /// <summary>A probability as markup: a bar of fixed width, filled in eighths of a cell.</summary>
    public static string Bar(double share, string colour, bool rich)
    {
        var clamped = Math.Clamp(share, 0, 1);
        if (!rich)
        {
            var filled = (int)Math.Round(clamped * BarCells);
            return new string('#', filled) + new string('.', BarCells - filled);
        }

        var eighths = (int)Math.Round(clamped * BarCells * 8);
        var bar = new string('█', eighths / 8);
        if (eighths % 8 > 0)
        {
            bar += " ▏▎▍▌▋▊▉"[eighths % 8];
        }

        var rest = new string('·', BarCells - bar.Length);
        return $"[{colour}]{bar}[/][grey35]{rest}[/]";
    }

    /// <summary>Keeps text inside a number of cells, and fills it up to that.</summary>
    public static string Fit(string text, int width)
    {
        return text.Length > width ? string.Concat(text.AsSpan(0, width - 1), "…") : text.PadRight(width);
    }

    /// <summary>Makes text safe inside markup.</summary>
    public static string Escape(string text) => Markup.Escape(text);
}
