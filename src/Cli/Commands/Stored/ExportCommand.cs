using System.CommandLine;
using Berlin.Cli.Terminal;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin export</c>: the whole stream of a model, to a file or to standard output.</summary>
internal static class ExportCommand
{
    public static Command Create(GlobalOptions global)
    {
        var model = PathArgument.Create("MODEL", "Name of the model.");
        var format = new Option<string>("--format")
        {
            Description = "csv for spreadsheets; jsonl, which berlin observe takes back.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "jsonl",
        };
        format.AcceptOnlyFromAmong("csv", "jsonl");
        var file = new Option<string?>("--out") { Description = "File to write; standard output, unless told.", HelpName = "FILE" };
        var command = new Command("export", "Export the observations of a model with the targets that hold now.") { model, format, file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            using var client = context.CreateClient();
            Task ExportAsync(Stream destination) => client.Stored.ExportAsync(parsed.GetValue(model)!, parsed.GetValue(format)!, destination, cancellationToken);
            if (parsed.GetValue(file) is { } path)
            {
                var bytes = await WriteWholeAsync(path, ExportAsync);
                context.Output.Line($"[bold]{Figures.Escape(path)}[/] holds {Figures.Count(bytes)} bytes");
            }
            else
            {
                await using var output = Console.OpenStandardOutput();
                await ExportAsync(output);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>Gives the file its name when it is whole, so that one that was cut short is never taken for the stream.</summary>
    private static async Task<long> WriteWholeAsync(string path, Func<Stream, Task> write)
    {
        var temporary = path + ".part";
        try
        {
            long bytes;
            await using (var stream = File.Create(temporary))
            {
                await write(stream);
                bytes = stream.Length;
            }

            File.Move(temporary, path, overwrite: true);
            return bytes;
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
