using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Berlin.Chaos.Processes;

/// <summary>What one process can do to another on Linux.</summary>
internal static partial class ProcessSignals
{
    private const int KillSignal = 9;
    private const int TerminateSignal = 15;
    private const int ContinueSignal = 18;
    private const int StopSignal = 19;
    private const int NoSuchProcess = 3;

    /// <summary>Ends it at once; no handler of it runs.</summary>
    public static void Kill(int process) => Send(process, KillSignal);

    /// <summary>Asks it to stop in order.</summary>
    public static void Terminate(int process) => Send(process, TerminateSignal);

    /// <summary>Freezes every thread of it where it is.</summary>
    public static void Stop(int process) => Send(process, StopSignal);

    /// <summary>Lets a frozen process go on.</summary>
    public static void Continue(int process) => Send(process, ContinueSignal);

    // A process that is gone already needs no signal.
    private static void Send(int process, int signal)
    {
        if (Signal(process, signal) != 0 && Marshal.GetLastPInvokeError() is var error and not NoSuchProcess)
        {
            throw new Win32Exception(error, $"Signal {signal} to process {process}");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
