using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Berlin.Cli.Terminal;

/// <summary>Standard output in one of three dresses: a terminal with colours, plain lines, or JSON.</summary>
internal sealed class CommandOutput
{
    /// <summary>Plain output is not wrapped: a script may read it line by line.</summary>
    private const int PlainWidth = 1000;

    private CommandOutput(bool json, bool rich, TextWriter writer, IAnsiConsole console)
    {
        IsJson = json;
        IsRich = rich;
        Writer = writer;
        Console = console;
    }

    /// <summary>Whether only JSON may be written.</summary>
    public bool IsJson { get; }

    /// <summary>Whether colours, bars and live pictures may be drawn.</summary>
    public bool IsRich { get; }

    /// <summary>Raw lines that no one may wrap or colour.</summary>
    public TextWriter Writer { get; }

    /// <summary>Text for people; silent when <see cref="IsJson"/>.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>Looks at the terminal and the environment and decides the dress.</summary>
    public static CommandOutput Open(bool json)
    {
        System.Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var rich = !json
            && !System.Console.IsOutputRedirected
            && CommandContext.Variable("NO_COLOR") is null
            && CommandContext.Variable("TERM") is not "dumb";
        return Over(System.Console.Out, json, rich);
    }

    /// <summary>Makes the output over a writer.</summary>
    public static CommandOutput Over(TextWriter writer, bool json, bool rich)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(json ? TextWriter.Null : writer),
            Ansi = rich ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = rich ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = rich ? InteractionSupport.Yes : InteractionSupport.No,
        });
        if (!rich)
        {
            console.Profile.Width = PlainWidth;
        }

        return new CommandOutput(json, rich, writer, console);
    }

    /// <summary>Writes a JSON document on one line.</summary>
    public void WriteJson<T>(T value, JsonTypeInfo<T> type) => Writer.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Writes a line of markup for people.</summary>
    public void Line(string markup = "") => Console.MarkupLine(markup);
}
