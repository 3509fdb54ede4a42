using System.CommandLine;
using Berlin.Cli.Hosting;
using Berlin.Silo;

namespace Berlin.Cli.Commands.Cluster;

/// <summary>Options of the commands that run one process of a cluster; each command has its own.</summary>
internal sealed class ClusterOptions
{
    /// <summary>Name of the option that names the file of the join secret.</summary>
    public const string JoinSecretFileOption = "--join-secret-file";

    /// <summary>Variable that stands for it.</summary>
    public const string JoinSecretFileVariable = "BERLIN_JOIN_SECRET_FILE";

    /// <summary>Name of the option that holds the connection string.</summary>
    public const string DatabaseOption = "--database";

    /// <summary>Variable that stands for it, where other users of the machine do not see it.</summary>
    public const string DatabaseVariable = "BERLIN_DATABASE";

    /// <summary>Stands for a secret that could not be read, while the rest is checked.</summary>
    public static readonly string NoSecret = new('-', 32);

    private readonly Option<string?> _database = new(DatabaseOption)
    {
        Description = $"PostgreSQL of the cluster: Host=...;Database=...;Username=...;Password=... [env: {DatabaseVariable}, which other users of the machine cannot see]",
        HelpName = "CONNECTION-STRING",
    };

    private readonly Option<string?> _joinSecretFile = new(JoinSecretFileOption)
    {
        Description = $"File of mode 0600 with the secret that silos and gateways share: 32 to 128 printable ASCII characters. [env: {JoinSecretFileVariable}]",
        HelpName = "FILE",
    };

    /// <summary>What the options of silos and gateways are called on the command line, by the names that they have in the program.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [nameof(SiloOptions.Name)] = "--name",
        [nameof(SiloOptions.DataFolder)] = "--data",
        [nameof(SiloOptions.HttpEndpoint)] = "--http",
        [nameof(SiloClusterOptions.Endpoint)] = "--cluster",
        [nameof(SiloClusterOptions.AdvertisedEndpoint)] = "--advertise-cluster",
        [nameof(SiloClusterOptions.AdvertisedHttpUrl)] = "--advertise-http",
        [nameof(SiloClusterOptions.ConnectionString)] = $"{DatabaseOption} or {DatabaseVariable}",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_database);
        command.Options.Add(_joinSecretFile);
    }

    /// <summary>The join secret; null where there is a fault, which is added.</summary>
    public string? ReadJoinSecret(ParseResult parsed, List<string> faults) =>
        JoinSecretFile.Read(parsed.GetValue(_joinSecretFile) ?? CommandContext.Variable(JoinSecretFileVariable), faults);

    /// <summary>The connection string, empty where there is none; warns where a password stands on the command line.</summary>
    public string ReadDatabase(ParseResult parsed, TextWriter error)
    {
        if (parsed.GetValue(_database) is not { } given)
        {
            return CommandContext.Variable(DatabaseVariable) ?? "";
        }

        error.WriteLine($"berlin: warning: other users of this machine can see what {DatabaseOption} holds; use {DatabaseVariable} instead");
        return given;
    }
}
