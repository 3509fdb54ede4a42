using System.Diagnostics;
using System.Globalization;

namespace Berlin.Storage.Faults;

/// <summary>Kills its own process at the n-th passing of one fault point, as kill -9 does: no handler, no flush, no clean-up runs.</summary>
public sealed class ProcessKillFaults : IFaultInjector
{
    private readonly FaultPoint _point;
    private long _passingsLeft;

    private ProcessKillFaults(FaultPoint point, long passing)
    {
        _point = point;
        _passingsLeft = passing;
    }

    /// <summary>Reads <c>Point</c> or <c>Point@n</c>, such as <c>Append_AfterCommitBeforeVerdict@3</c>; n counts from 1, default 1.</summary>
    /// <exception cref="FormatException">It is neither; the text names the points there are.</exception>
    public static ProcessKillFaults Parse(string specification)
    {
        ArgumentNullException.ThrowIfNull(specification);
        var separator = specification.IndexOf('@', StringComparison.Ordinal);
        var name = separator < 0 ? specification : specification[..separator];
        var passing = 1L;
        if (separator >= 0
            && (!long.TryParse(specification.AsSpan(separator + 1), NumberStyles.None, CultureInfo.InvariantCulture, out passing) || passing < 1))
        {
            throw new FormatException($"'{specification}': after '@' stands the number of the passing, from 1.");
        }

        // Enum.TryParse alone would also take numbers and lists.
        if (!Enum.TryParse<FaultPoint>(name, out var point) || Enum.GetName(point) != name)
        {
            throw new FormatException($"'{name}' is no fault point. There are: {string.Join(", ", Enum.GetNames<FaultPoint>())}.");
        }

        return new ProcessKillFaults(point, passing);
    }

    /// <inheritdoc />
    public void Pass(FaultPoint point)
    {
        if (point != _point || Interlocked.Decrement(ref _passingsLeft) != 0)
        {
            return;
        }

        using var self = Process.GetCurrentProcess();
        self.Kill(); // SIGKILL; TerminateProcess on Windows.
        throw new UnreachableException("A killed process goes on.");
    }
}
