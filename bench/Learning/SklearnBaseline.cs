using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Berlin.Learning.Bench;

/// <summary>Runs the script beside this bench in a Python that has scikit-learn.</summary>
internal static class SklearnBaseline
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>The rates, or null with the reason when there is no such Python.</summary>
    public static BaselineRates? Measure(BenchShape shape, out string reason)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("BERLIN_PYTHON") ?? "/usr/bin/python3")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Threads that wait for each other would count as work.
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "sklearn_baseline.py"));
        foreach (var argument in new[] { shape.Columns, shape.Classes, shape.NonZeros, shape.Seed })
        {
            start.ArgumentList.Add(argument.ToString(CultureInfo.InvariantCulture));
        }

        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            reason = errors.Result.Trim().Split('\n')[^1];
            return process.ExitCode == 0 ? JsonSerializer.Deserialize<BaselineRates>(output, Web) : null;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            reason = missing.Message;
            return null;
        }
    }
}
