using System.CommandLine;
using Berlin.Cli.Demo;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin demo</c>: a city's bookkeeping, learned before your eyes.</summary>
internal static class DemoCommand
{
    public static Command Create(GlobalOptions global)
    {
        var data = new Option<string?>("--data")
        {
            Description = "Folder to keep; a second run goes on with it. [default: a temporary folder]",
            HelpName = "DIR",
        };
        var port = ServerOptions.Port();
        var exit = new Option<bool>("--exit") { Description = "End after the questions instead of serving on." };
        var rows = BoundedNumber.Option("--rows", "Stream the first N bookings only.", "N", 1, int.MaxValue);
        var command = new Command("demo", "Start a server, teach it a city's bookkeeping, and ask it. With --url, use a running one.")
        {
            data, port, exit, rows,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var context = new CommandContext(parsed, global);
            var options = new DemoOptions
            {
                DataFolder = parsed.GetValue(data) is { } folder ? Path.GetFullPath(folder) : null,
                Port = parsed.GetValue(port),
                Rows = parsed.GetValue(rows),
                EndsAfterQuestions = parsed.GetValue(exit),
                Url = context.GivenUrl,
                Key = context.GivenKey,
            };
            return new DemoRun(options, context.Output).RunAsync(cancellationToken);
        });
        return command;
    }
}
