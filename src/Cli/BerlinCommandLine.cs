using System.CommandLine;
using System.CommandLine.Invocation;
using Berlin.Cli.Commands;
using Berlin.Cli.Commands.Cluster;
using Berlin.Cli.Scoring;

namespace Berlin.Cli;

/// <summary>The grammar of the <c>berlin</c> command, and a command line read by it.</summary>
internal sealed class BerlinCommandLine
{
    private readonly ParseResult _result;

    private BerlinCommandLine(ParseResult result) => _result = result;

    /// <summary>Whether the command line breaks the grammar.</summary>
    public bool IsRefused => _result.Action is ParseErrorAction;

    /// <summary>Exit code of a refused command line: processes of a cluster have the one that their supervisors know.</summary>
    public int RefusalExitCode => _result.CommandResult.Command.Name is SiloCommand.Name or GatewayCommand.Name ? ExitCodes.WrongOptions : ExitCodes.Usage;

    /// <summary>Reads a command line.</summary>
    public static BerlinCommandLine Parse(string[] args)
    {
        // A value may begin with '@': no response files.
        var configuration = new ParserConfiguration { ResponseFileTokenReplacer = null };
        return new BerlinCommandLine(CreateRoot().Parse(args, configuration));
    }

    /// <summary>Writes every fault of the command line, and where help is.</summary>
    public void ExplainTo(TextWriter error)
    {
        foreach (var fault in _result.Errors)
        {
            error.WriteLine($"berlin: {fault.Message}");
        }

        error.WriteLine($"Try: {CommandPath()} --help");
    }

    /// <summary>Runs the command; what it throws is for the caller to report.</summary>
    public Task<int> InvokeAsync(CancellationToken cancellationToken)
    {
        // Signals are handled by Interruption, faults by FailureReport.
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return _result.InvokeAsync(configuration, cancellationToken);
    }

    private static RootCommand CreateRoot()
    {
        var global = new GlobalOptions();
        var tenant = new Command("tenant", "Tenants own models and keys.")
        {
            TenantCreateCommand.Create(global),
            TenantListCommand.Create(global),
            TenantRenameCommand.Create(global),
            TenantDeleteCommand.Create(global),
        };
        var key = new Command("key", "Keys say who may call in a tenant's name.")
        {
            KeyListCommand.Create(global),
            KeyCreateCommand.Create(global),
            KeyRotateCommand.Create(global),
            KeyRevokeCommand.Create(global),
        };
        var cluster = new Command("cluster", "Look at a cluster of silos.") { ClusterStatusCommand.Create(global) };
        var model = new Command("model", "Define models and look at them.")
        {
            ModelCreateCommand.Create(global),
            ModelShowCommand.Create(global),
            ModelListCommand.Create(global),
            ModelDeleteCommand.Create(global),
        };
        var root = new RootCommand("Berlin hosts predictive models for many tenants and keeps teaching them.")
        {
            UpCommand.Create(global),
            DemoCommand.Create(global),
            SiloCommand.Create(global),
            GatewayCommand.Create(global),
            cluster,
            tenant,
            key,
            model,
            ObserveCommand.Create(global),
            PredictCommand.Create(global),
            ScoreCommand.Create(global),
            EntityCommands.Create(global),
            ObservationCommands.Create(global),
            ObservationCommands.CreateSubject(global),
            ExportCommand.Create(global),
        };
        global.AddTo(root);
        return root;
    }

    private string CommandPath()
    {
        var names = new Stack<string>();
        for (var command = _result.CommandResult; command is not null; command = command.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Push(command.Command.Name);
        }

        return string.Join(' ', names);
    }
}
