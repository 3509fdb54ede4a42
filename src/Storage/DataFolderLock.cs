using System.Globalization;

namespace Berlin.Storage;

/// <summary>Holds a data folder for this process. The operating system lets go of it when the process ends, also by kill -9.</summary>
internal sealed class DataFolderLock : IDisposable
{
    // The file that is locked stays in the folder, locked or not. Who holds it stands in a file of its own, because .NET
    // opens no file for reading that another process has locked.
    private const string LockFileName = "berlin.lock";
    private const string HolderFileName = "berlin.pid";

    private readonly FileStream _file;
    private readonly string _holderPath;

    private DataFolderLock(FileStream file, string holderPath)
    {
        _file = file;
        _holderPath = holderPath;
    }

    /// <summary>Creates the folder where it is missing, and locks it.</summary>
    /// <exception cref="DataFolderException">Another process holds it, or it cannot be written.</exception>
    public static DataFolderLock Take(string folder)
    {
        CreateFolder(folder);
        var path = Path.Combine(folder, LockFileName);
        var holderPath = Path.Combine(folder, HolderFileName);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holderPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            var held = new DataFolderLock(file, holderPath);
            file = null;
            return held;
        }
        catch (IOException exception) when (file is null && File.Exists(path))
        {
            throw new DataFolderException(
                $"The data folder '{folder}' is in use by another Berlin process{Describe(holderPath)}. Stop that process, or give this one a folder of its own.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder, exception);
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Lets go of the folder.</summary>
    public void Dispose()
    {
        File.Delete(_holderPath);
        _file.Dispose();
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder, exception);
        }
    }

    private static string Describe(string holderPath)
    {
        try
        {
            return int.TryParse(File.ReadAllText(holderPath), NumberStyles.None, CultureInfo.InvariantCulture, out var holder)
                ? string.Create(CultureInfo.InvariantCulture, $" (process {holder})")
                : "";
        }
        catch (IOException)
        {
            return ""; // The holder is just starting or stopping; the text does without the number.
        }
    }

    private static DataFolderException NotWritable(string folder, Exception exception) =>
        new($"The data folder '{folder}' cannot be written: {exception.Message}", exception);
}
