using System.Diagnostics;

namespace Berlin.Testing.Postgres;

/// <summary>Runs <c>scripts/postgres</c> of the repository that the tests were built from.</summary>
internal static class PostgresScript
{
    /// <summary>What the script ends with where PostgreSQL is not installed.</summary>
    private const int Missing = 69;

    private static readonly string? Path = Find(AppContext.BaseDirectory);

    /// <summary>Runs it to its end.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="PostgresMissingException">There is no PostgreSQL here.</exception>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments, redirectInput: false);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode switch
        {
            0 => (await output).Trim(),
            Missing => throw new PostgresMissingException((await errors).Trim()),
            var code => throw new InvalidOperationException($"scripts/postgres {string.Join(' ', arguments)} ended with {code}: {await errors}"),
        };
    }

    /// <summary>Starts the guard of a server's folder: when its standard input ends, also because this process was killed, server and folder go.</summary>
    /// <remarks>In a session of its own, so that whoever ends this process together with its group leaves the guard alive.</remarks>
    public static Process StartGuard(string folder) => Start(["guard", folder], redirectInput: true);

    private static Process Start(string[] arguments, bool redirectInput)
    {
        if (Path is null || OperatingSystem.IsWindows())
        {
            throw new PostgresMissingException("scripts/postgres is not to be had: no Unix, or not inside the repository.");
        }

        var start = new ProcessStartInfo
        {
            FileName = redirectInput ? "setsid" : Path,
            RedirectStandardInput = redirectInput,
            RedirectStandardOutput = !redirectInput,
            RedirectStandardError = !redirectInput,
        };
        if (redirectInput)
        {
            start.ArgumentList.Add(Path);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
    }

    private static string? Find(string? folder)
    {
        for (; folder is not null; folder = System.IO.Path.GetDirectoryName(folder))
        {
            var script = System.IO.Path.Combine(folder, "scripts", "postgres");
            if (File.Exists(script))
            {
                return script;
            }
        }

        return null;
    }
}
