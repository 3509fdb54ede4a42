using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Berlin.Storage;

/// <summary>Makes the names in a folder survive a power cut: a new or renamed file is only on disk when its folder is.</summary>
/// <remarks>
/// On Linux and macOS the folder is opened and flushed with fsync; .NET opens no folders, hence the import.
/// Windows has no such call: NTFS logs renames in order, so after a power cut a renamed file is there whole or not at all,
/// but the last renames may be missing. What must not be missing is named by a row of the database.
/// </remarks>
internal static partial class DirectoryFlush
{
    private const int ReadOnlyCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC on Linux.

    /// <summary>Flushes the folder. Blocks for one fsync.</summary>
    /// <exception cref="IOException">It cannot be opened or flushed.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, OperatingSystem.IsLinux() ? ReadOnlyCloseOnExec : 0);
        if (descriptor < 0)
        {
            throw new IOException($"The folder '{folder}' cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);
}
