using System.ComponentModel;
using System.Diagnostics;

namespace Berlin.Chaos.Network;

/// <summary>Runs a short command of the system to its end.</summary>
internal static class SystemCommand
{
    /// <exception cref="InvalidOperationException">It failed, or is not there; the text holds what it wrote.</exception>
    public static async Task RunAsync(string program, params IReadOnlyList<string> arguments)
    {
        if (await TryRunAsync(program, arguments) is { } fault)
        {
            throw new InvalidOperationException(fault);
        }
    }

    /// <summary>Null where it succeeded, else what went wrong.</summary>
    public static async Task<string?> TryRunAsync(string program, params IReadOnlyList<string> arguments)
    {
        var (exitCode, output, errors) = await RunToEndAsync(program, arguments);
        return exitCode == 0 ? null : $"{program} {string.Join(' ', arguments)}: {errors.Trim()}{output.Trim()}";
    }

    /// <summary>What it writes, without white space at the ends; null where it fails or is not there.</summary>
    public static async Task<string?> ReadAsync(string program, params IReadOnlyList<string> arguments)
    {
        var (exitCode, output, _) = await RunToEndAsync(program, arguments);
        return exitCode == 0 ? output.Trim() : null;
    }

    private static async Task<(int? ExitCode, string Output, string Errors)> RunToEndAsync(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
                ?? throw new InvalidOperationException($"{program} did not start.");
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, await output, await errors);
        }
        catch (Win32Exception)
        {
            return (null, string.Empty, "is not installed");
        }
    }
}
