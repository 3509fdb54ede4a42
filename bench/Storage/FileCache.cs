using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Berlin.Bench.Storage;

/// <summary>Makes the operating system forget what it holds of a file in memory.</summary>
/// <remarks>The handle is opened before the store and closed after it: SQLite's locks end with any handle of the process on the file.</remarks>
internal sealed partial class FileCache(string path) : IDisposable
{
    private const int DontNeed = 4;

    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    public void Drop()
    {
        if (!OperatingSystem.IsLinux() || Advise((int)_file.DangerousGetHandle(), 0, 0, DontNeed) != 0)
        {
            throw new PlatformNotSupportedException("Cold reads are measured on Linux only.");
        }
    }

    public void Dispose() => _file.Dispose();

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(int file, long offset, long length, int advice);
}
