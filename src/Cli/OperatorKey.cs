using Berlin.Cli.Commands;

namespace Berlin.Cli;

/// <summary>Finds the operator key.</summary>
internal static class OperatorKey
{
    /// <summary>Looks at the file that was named, the given key, the environment, and the data folder, in this order.</summary>
    public static string Find(string? keyFile, string? givenKey, string dataFolder)
    {
        if (keyFile is not null)
        {
            return Read(keyFile);
        }

        if ((givenKey ?? CommandContext.Variable("BERLIN_OPERATOR_KEY")) is { } key)
        {
            return key;
        }

        var usual = Path.Combine(dataFolder, ServerOptions.OperatorKeyFileName);
        return File.Exists(usual)
            ? Read(usual)
            : throw CommandFailedException.Usage(
                $"no operator key: pass --operator-key-file, set BERLIN_OPERATOR_KEY, or name the server's data folder with --data ({usual} is not there)");
    }

    /// <summary>Reads the key from its file.</summary>
    public static string Read(string path)
    {
        if (!File.Exists(path))
        {
            throw CommandFailedException.Usage($"there is no operator key file {path}");
        }

        var key = File.ReadAllText(path).Trim();
        return key.Length > 0 ? key : throw CommandFailedException.Usage($"the operator key file {path} is empty");
    }
}
