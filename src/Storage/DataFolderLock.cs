using System.Globalization;
using System.Text;

namespace Berlin.Storage;

/// <summary>Holds a data folder for this process. The operating system lets go of it when the process ends, also by kill -9.</summary>
internal sealed class DataFolderLock : IDisposable
{
    /// <summary>Name of the lock file; it stays in the folder, locked or not.</summary>
    public const string FileName = "berlin.lock";

    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Creates the folder where it is missing, and locks it.</summary>
    /// <exception cref="DataFolderException">Another process holds it, or it cannot be written.</exception>
    public static DataFolderLock Take(string folder)
    {
        CreateFolder(folder);
        var path = Path.Combine(folder, FileName);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw NotWritable(folder, exception);
        }
        catch (IOException exception)
        {
            throw File.Exists(path)
                ? new DataFolderException($"The data folder '{folder}' is in use by another Berlin process{DescribeHolder(path)}. Stop that process, or give this one a folder of its own.", exception)
                : NotWritable(folder, exception);
        }

        WriteHolder(file);
        return new DataFolderLock(file);
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

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

    private static void WriteHolder(FileStream file)
    {
        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n")));
        file.Flush();
    }

    private static string DescribeHolder(string path)
    {
        try
        {
            // Windows refuses this read while the file is locked; then the text does without the number.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.ASCII);
            var buffer = new char[16];
            var length = reader.ReadBlock(buffer, 0, buffer.Length);
            return int.TryParse(buffer.AsSpan(0, length), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var id)
                ? string.Create(CultureInfo.InvariantCulture, $" (process {id})")
                : "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static DataFolderException NotWritable(string folder, Exception exception) =>
        new($"The data folder '{folder}' cannot be written: {exception.Message}", exception);
}
