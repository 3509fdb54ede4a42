using System.Diagnostics;

namespace Berlin.Storage.Tests;

/// <summary>Programs of the machine.</summary>
internal static class Commands
{
    /// <summary>Runs one to its end; false where it failed.</summary>
    public static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true });
        process?.WaitForExit();
        return process?.ExitCode == 0;
    }
}
