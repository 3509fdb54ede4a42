using System.CommandLine;
using System.Globalization;
using Berlin.Cli.Terminal;
using Berlin.Client;

namespace Berlin.Cli.Commands;

/// <summary><c>berlin model create</c>: defines a model from a file or from a few options.</summary>
internal sealed class ModelCreateCommand
{
    private readonly Argument<string> _name = PathArgument.Create("NAME", "Name of the model: [a-z0-9][a-z0-9._-]{0,62}.");

    private readonly Option<string?> _definition = new("--definition")
    {
        Description = "JSON file that holds the whole definition.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> _text = Field("--text", "A field of free text; may be repeated.");
    private readonly Option<string[]> _number = Field("--number", "A field that is a number; may be repeated.");
    private readonly Option<string[]> _category = Field("--category", "A field with a fixed set of values; may be repeated.");
    private readonly Option<string?> _target = new("--target") { Description = "What is predicted.", HelpName = "NAME" };

    private readonly Option<int> _ngrams = BoundedNumber.Option(
        "--ngrams", "Longest run of words of text fields that becomes a column, 1 to 5.", "N", 1, 5, 2);

    private readonly Option<double?> _alpha = new("--alpha")
    {
        Description = "Smoothing of the learner, above 0 and at most 1000. [default: 1]",
        HelpName = "X",
    };

    private readonly Option<string> _learner = new("--learner")
    {
        Description = "What learns: multinomial-naive-bayes or softmax-regression.",
        HelpName = "TYPE",
        DefaultValueFactory = _ => new LearnerDefinition().Type,
    };

    private readonly Option<string[]> _settings = new("--setting")
    {
        Description = "A setting of the learner, for example learning_rate=1; may be repeated.",
        HelpName = "NAME=NUMBER",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _entities = new("--entities") { Description = "Give each entity a model of its own, which leans on the model as a whole." };

    public static Command Create(GlobalOptions global)
    {
        var self = new ModelCreateCommand();
        var command = new Command("create", "Define a model, from a file or from its fields.")
        {
            self._name, self._definition, self._text, self._number, self._category, self._target, self._ngrams, self._alpha,
            self._learner, self._settings, self._entities,
        };
        command.Validators.Add(self.RefuseMixture);
        command.SetAction((parsed, cancellationToken) => self.RunAsync(parsed, new CommandContext(parsed, global), cancellationToken));
        return command;
    }

    private static Option<string[]> Field(string name, string description)
    {
        return new Option<string[]>(name)
        {
            Description = description,
            HelpName = "FIELD",
            DefaultValueFactory = _ => [],
        };
    }

    private void RefuseMixture(System.CommandLine.Parsing.CommandResult result)
    {
        var fields = result.GetValue(_text)!.Length + result.GetValue(_number)!.Length + result.GetValue(_category)!.Length;
        var hasTarget = result.GetValue(_target) is not null;
        if (result.GetValue(_definition) is not null)
        {
            var others = new Option[] { _alpha, _learner, _settings, _entities };
            if (fields > 0 || hasTarget || others.Any(option => result.GetResult(option) is { Implicit: false }))
            {
                result.AddError("--definition holds the whole definition: leave out the options that describe fields, target and learner.");
            }
        }
        else if (fields == 0 || !hasTarget)
        {
            result.AddError("Name at least one field (--text, --number or --category) and the --target, or pass --definition FILE.");
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken cancellationToken)
    {
        using var client = context.CreateClient();
        var name = parsed.GetValue(_name)!;
        var model = parsed.GetValue(_definition) is { } file
            ? await client.DefineModelAsync(name, await ReadAsync(file, cancellationToken), cancellationToken)
            : await client.DefineModelAsync(name, Build(parsed), cancellationToken);
        var output = context.Output;
        if (output.IsJson)
        {
            output.WriteJson(model, CliJson.Default.ModelDescription);
            return ExitCodes.Success;
        }

        output.Line($"model [bold]{Figures.Escape(model.Name)}[/] is defined, with {Figures.Count(model.Rows)} rows so far");
        output.Line($"[grey]Next: berlin observe {Figures.Escape(model.Name)} FILE.csv[/]");
        return ExitCodes.Success;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        return File.Exists(file)
            ? await File.ReadAllBytesAsync(file, cancellationToken)
            : throw CommandFailedException.Usage($"there is no file {file}");
    }

    private ModelDefinition Build(ParseResult parsed)
    {
        int[] ngrams = [1, parsed.GetValue(_ngrams)];
        return new ModelDefinition
        {
            Learner = new LearnerDefinition { Type = parsed.GetValue(_learner)!, Settings = ReadSettings(parsed) },
            Features =
            [
                .. parsed.GetValue(_text)!.Select(field => new FeatureDefinition { Field = field, Type = "text", Ngrams = ngrams }),
                .. parsed.GetValue(_category)!.Select(field => new FeatureDefinition { Field = field, Type = "category" }),
                .. parsed.GetValue(_number)!.Select(field => new FeatureDefinition { Field = field, Type = "number" }),
            ],
            Target = parsed.GetValue(_target)!,
            Entities = parsed.GetValue(_entities) ? true : null,
        };
    }

    private Dictionary<string, double> ReadSettings(ParseResult parsed)
    {
        var settings = new Dictionary<string, double>(StringComparer.Ordinal);
        if (parsed.GetValue(_alpha) is { } alpha)
        {
            settings["alpha"] = alpha;
        }

        foreach (var assignment in parsed.GetValue(_settings)!)
        {
            settings[assignment.Split('=')[0]] =
                assignment.Split('=') is [{ Length: > 0 }, var text] && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw CommandFailedException.Usage($"--setting {assignment} is not of the form NAME=NUMBER");
        }

        return settings;
    }
}
