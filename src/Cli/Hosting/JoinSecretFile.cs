using Berlin.Cli.Commands.Cluster;

namespace Berlin.Cli.Hosting;

/// <summary>The file of the secret that silos and gateways of one cluster share.</summary>
internal static class JoinSecretFile
{
    private const int MinCharacters = 32;
    private const int MaxCharacters = 128;

    private const UnixFileMode ForOthers =
        UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Reads the secret; null where there is a fault, which is added.</summary>
    public static string? Read(string? path, List<string> faults)
    {
        if (FaultOf(path, out var secret) is { } fault)
        {
            faults.Add($"{ClusterOptions.JoinSecretFileOption} {fault}");
        }

        return secret;
    }

    private static string? FaultOf(string? path, out string? secret)
    {
        secret = null;
        if (path is null)
        {
            return $"is missing, and {ClusterOptions.JoinSecretFileVariable} is not set; it names the file of the secret that silos and gateways share.";
        }

        if (!File.Exists(path))
        {
            return $"is '{path}'; there is no such file.";
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ForOthers) is not UnixFileMode.None)
        {
            return $"is '{path}', which others than its owner can use; give it the mode 0600 (chmod 600).";
        }

        return FaultOfContent(path, out secret);
    }

    private static string? FaultOfContent(string path, out string? secret)
    {
        secret = null;
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"is '{path}', which cannot be read: {exception.Message}";
        }

        if (text.Length is < MinCharacters or > MaxCharacters || text.Any(character => character is < '!' or > '~'))
        {
            return $"is '{path}', which holds {text.Length} characters; it must hold {MinCharacters} to {MaxCharacters} printable ASCII characters without spaces.";
        }

        secret = text;
        return null;
    }
}
