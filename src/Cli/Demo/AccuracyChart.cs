using System.Text;
using Berlin.Cli.Terminal;
using Berlin.Client;

namespace Berlin.Cli.Demo;

/// <summary>Two curves of accuracy over bookings, drawn in braille dots (two by four in a cell) as lines of markup.</summary>
internal sealed class AccuracyChart(int cells, int rows, long bookings)
{
    private const string FirstColour = "green";
    private const string FirstThreeColour = "deepskyblue1";

    /// <summary>Bit of each dot of a braille cell, by column and row.</summary>
    private static readonly int[,] DotBits = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } };

    private readonly List<(long Bookings, double First, double FirstThree)> _points = [];

    /// <summary>Adds a point at the right end.</summary>
    public void Add(long seen, MetricValues window) => _points.Add((seen, window.Accuracy1, window.Accuracy3));

    /// <summary>The title line with the newest figures.</summary>
    public string Title()
    {
        var title = "  accuracy over the last 1,000 bookings";
        if (_points is not [.., var newest])
        {
            return title;
        }

        return $"{title}   [{FirstThreeColour}]━ among 3[/] [bold]{Figures.Percent(newest.FirstThree)}[/]"
            + $"   [{FirstColour}]━ first[/] [bold]{Figures.Percent(newest.First)}[/]";
    }

    /// <summary>The chart from top to bottom, axes included.</summary>
    public IEnumerable<string> Lines()
    {
        var first = Draw(point => point.First);
        var firstThree = Draw(point => point.FirstThree);
        for (var row = 0; row < rows; row++)
        {
            yield return $"[grey]{Label(row)}[/]{Row(first, firstThree, row)}";
        }

        yield return $"[grey]       └{new string('─', cells)}[/]";
        var middle = Figures.Count(bookings / 2);
        var end = Figures.Count(bookings);
        var half = (cells + middle.Length) / 2;
        yield return $"[grey]        0{middle.PadLeft(half - 1)}{end.PadLeft(cells - half)}[/]";
    }

    private string Label(int row)
    {
        var isLabelled = row == 0 || row == rows / 2;
        return isLabelled ? $"{(row == 0 ? "100 %" : "50 %"),6} ┤" : "       │";
    }

    private static string Row(int[,] first, int[,] firstThree, int row)
    {
        var line = new StringBuilder();
        for (var cell = 0; cell < first.GetLength(0); cell++)
        {
            var dots = first[cell, row] | firstThree[cell, row];
            var colour = first[cell, row] != 0 ? FirstColour : FirstThreeColour;
            line.Append(dots == 0 ? " " : $"[{colour}]{(char)(0x2800 + dots)}[/]");
        }

        return line.ToString();
    }

    /// <summary>Dots of one curve: each column of dots is joined to the one before it.</summary>
    private int[,] Draw(Func<(long Bookings, double First, double FirstThree), double> value)
    {
        var grid = new int[cells, rows];
        var previous = -1;
        for (var index = 0; index < _points.Count; index++)
        {
            var from = index == 0 ? 0 : Column(_points[index - 1].Bookings) + 1;
            var to = Column(_points[index].Bookings);
            var height = Height(value(_points[index]));
            for (var column = index == 0 ? to : from; column <= to; column++)
            {
                var start = previous < 0 ? height : previous;
                for (var dot = Math.Min(start, height); dot <= Math.Max(start, height); dot++)
                {
                    grid[column / 2, dot / 4] |= DotBits[column % 2, dot % 4];
                }

                previous = height;
            }
        }

        return grid;
    }

    private int Column(long seen) => (int)Math.Clamp(seen * (cells * 2 - 1) / Math.Max(1, bookings), 0, cells * 2 - 1);

    private int Height(double accuracy) => (int)Math.Round((1 - Math.Clamp(accuracy, 0, 1)) * (rows * 4 - 1));
}
