using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Berlin.Storage;

/// <summary>How a file comes to a name that several processes may want at once: it is written under a name that nobody else has, and given its own by a step that never replaces.</summary>
internal static partial class NewFileName
{
    private const string TemporaryPattern = ".*.tmp";

    private const int NotPermitted = 1; // EPERM
    private const int Exists = 17; // EEXIST
    private const int NoSuchCall = 38; // ENOSYS
    private const int NotSupported = 95; // EOPNOTSUPP of Linux

    /// <summary>How long a temporary file is left alone in a folder that others write to: longer than any file takes to be written.</summary>
    private static readonly TimeSpan MaxWriting = TimeSpan.FromDays(1);

    // What is planted in a folder must not lead out of it.
    private static readonly EnumerationOptions WithoutLinks = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    // Different in each process, also where several run under the same number in containers of their own.
    private static readonly string Process = RandomNumberGenerator.GetHexString(16, lowercase: true);

    private static readonly Lock Naming = new();

    private static long _number;

    /// <summary>The path of a file that no process has, hidden from those who list the folder.</summary>
    public static string Temporary(string folder) => Path.Combine(folder, $".{Process}-{Interlocked.Increment(ref _number)}.tmp");

    /// <summary>Gives a file its name; false where another file has it, which stays. The file is gone from its old path where it returns true.</summary>
    public static bool TryGive(string temporary, string path)
    {
        // A second name for the file is made in one step or not at all, by whichever process; the first name then goes.
        if (!OperatingSystem.IsWindows())
        {
            if (Link(temporary, path) == 0)
            {
                File.Delete(temporary);
                return true;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Exists:
                    return false;
                case NotPermitted or NoSuchCall or NotSupported:
                    break; // A file system without second names.
                default:
                    throw new IOException($"The file '{Path.GetFileName(path)}' cannot be named: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }

        return TryMove(temporary, path);
    }

    /// <summary>Removes what crashes have left of temporary files.</summary>
    /// <param name="folder">The folder, and those in it.</param>
    /// <param name="isShared">Whether other processes may be writing in it; then only what nobody has written to for a day goes.</param>
    public static void RemoveLeftovers(string folder, bool isShared)
    {
        var before = isShared ? FolderClock.Now(folder) - MaxWriting : DateTime.MaxValue;
        foreach (var leftover in Directory.EnumerateFiles(folder, TemporaryPattern, WithoutLinks))
        {
            if (File.GetLastWriteTimeUtc(leftover) < before)
            {
                File.Delete(leftover);
            }
        }
    }

    // Windows moves in one step. Elsewhere .NET looks whether the name is taken and then renames: here at least no two calls of this process do so at once.
    private static bool TryMove(string temporary, string path)
    {
        lock (Naming)
        {
            try
            {
                File.Move(temporary, path, overwrite: false);
                return true;
            }
            catch (IOException) when (File.Exists(path))
            {
                return false;
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string from, string to);
}
