using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Berlin.Learning.Tests;

/// <summary>What scikit-learn answers after the first rows of a stream: a row of log probabilities per probe.</summary>
internal sealed record SklearnCheckpoint(int Checkpoint, int ColumnsInUse, double[][] LogProbabilities);

/// <summary>Answers of scikit-learn, stored or made now.</summary>
internal sealed record SklearnAnswers(string Provenance, string Stream, SklearnCheckpoint[] Checkpoints)
{
    /// <summary>The Python that has scikit-learn; <c>BERLIN_PYTHON</c> names another.</summary>
    private static readonly string Python = Environment.GetEnvironmentVariable("BERLIN_PYTHON") ?? "/usr/bin/python3";

    public static SklearnAnswers Parse(string json) => JsonSerializer.Deserialize<SklearnAnswers>(json, JsonSerializerOptions.Web)!;

    /// <summary>Runs the script on a stream; null with the reason where Python or scikit-learn is missing.</summary>
    public static async Task<(string? Json, string Reason)> MakeAsync(ParityStream stream)
    {
        if (!await HasSklearnAsync())
        {
            return (null, $"{Python} cannot import sklearn; set BERLIN_PYTHON to one that can");
        }

        return await RunAsync(Path.Combine(AppContext.BaseDirectory, "Parity", "sklearn_reference.py"), stream.ToJson());
    }

    private static async Task<bool> HasSklearnAsync()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import sklearn"]) { RedirectStandardError = true })!;
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(string? Json, string Reason)> RunAsync(string script, string input)
    {
        var start = new ProcessStartInfo(Python, [script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? (await output, "") : throw new InvalidOperationException(await errors);
    }
}
