using Berlin.Cli.Terminal;
using Spectre.Console;

namespace Berlin.Cli.Commands;

/// <summary>What lists have in common.</summary>
internal static class Lists
{
    /// <summary>Rows that a list asks for at a time: the most that a page holds.</summary>
    public const int PageRows = 1000;

    /// <summary>A table of text columns and, right of them, number columns.</summary>
    public static Table Table(CommandOutput output, string[] texts, string[] numbers)
    {
        var table = new Table { Border = output.IsRich ? TableBorder.Rounded : TableBorder.None };
        table.AddColumns([.. texts, .. numbers]);
        for (var column = texts.Length; column < table.Columns.Count; column++)
        {
            table.Columns[column].RightAligned();
        }

        return table;
    }
}
