using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Berlin.Storage.Faults;

/// <summary>
/// Ends or stops its own process at the n-th passing of one fault point. Ended is as by <c>kill -9</c>: no handler, no flush, no
/// clean-up runs. Stopped is as by <c>kill -STOP</c>: every thread stands still where it is, with what it holds, until another
/// process sends SIGCONT; then the point is passed.
/// </summary>
public sealed partial class ProcessKillFaults : IFaultInjector
{
    private const string StopSuffix = ":stop";

    // The one signal of this class that has another number on macOS.
    private static readonly int StopSignal = OperatingSystem.IsMacOS() ? 17 : 19;

    private readonly FaultPoint _point;
    private readonly bool _isStop;
    private long _passingsLeft;

    private ProcessKillFaults(FaultPoint point, long passing, bool isStop)
    {
        _point = point;
        _passingsLeft = passing;
        _isStop = isStop;
    }

    /// <summary>
    /// Reads <c>Point</c>, <c>Point@n</c> or either with <c>:stop</c> behind it, such as
    /// <c>Append_AfterCommitBeforeVerdict@3</c>; n counts from 1, default 1.
    /// </summary>
    /// <exception cref="FormatException">It is none of them; the text names the points there are.</exception>
    /// <exception cref="PlatformNotSupportedException">A process cannot stop itself on Windows.</exception>
    public static ProcessKillFaults Parse(string specification)
    {
        ArgumentNullException.ThrowIfNull(specification);
        var isStop = specification.EndsWith(StopSuffix, StringComparison.Ordinal);
        var place = isStop ? specification[..^StopSuffix.Length] : specification;
        var separator = place.IndexOf('@', StringComparison.Ordinal);
        var name = separator < 0 ? place : place[..separator];
        var passing = 1L;
        if (separator >= 0
            && (!long.TryParse(place.AsSpan(separator + 1), NumberStyles.None, CultureInfo.InvariantCulture, out passing) || passing < 1))
        {
            throw new FormatException($"'{specification}': after '@' stands the number of the passing, from 1.");
        }

        // Enum.TryParse alone would also take numbers and lists.
        if (!Enum.TryParse<FaultPoint>(name, out var point) || Enum.GetName(point) != name)
        {
            throw new FormatException($"'{name}' is no fault point. There are: {string.Join(", ", Enum.GetNames<FaultPoint>())}.");
        }

        if (isStop && OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException($"'{specification}': a process cannot stop itself on Windows.");
        }

        return new ProcessKillFaults(point, passing, isStop);
    }

    /// <inheritdoc />
    public void Pass(FaultPoint point)
    {
        if (point != _point || Interlocked.Decrement(ref _passingsLeft) != 0)
        {
            return;
        }

        if (_isStop)
        {
            // Returns when somebody has sent SIGCONT.
            _ = Signal(Environment.ProcessId, StopSignal);
            return;
        }

        using var self = Process.GetCurrentProcess();
        self.Kill(); // SIGKILL; TerminateProcess on Windows.
        throw new UnreachableException("A killed process goes on.");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
