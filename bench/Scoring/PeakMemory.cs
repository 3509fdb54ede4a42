using System.Globalization;

namespace Berlin.Bench.Scoring;

/// <summary>Resident memory of another process, as Linux counts it.</summary>
/// <param name="processId">The process.</param>
internal sealed class PeakMemory(int processId)
{
    /// <summary>Largest resident memory since the process began, or since <see cref="Reset"/>, in MiB.</summary>
    public double MiB => File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is var line
        ? double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024
        : 0;

    /// <summary>Forgets the peak.</summary>
    public void Reset() => File.WriteAllText($"/proc/{processId}/clear_refs", "5");
}
