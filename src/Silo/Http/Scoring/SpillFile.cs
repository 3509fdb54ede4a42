using Microsoft.Win32.SafeHandles;

namespace Berlin.Silo.Http.Scoring;

/// <summary>A temporary file that nobody else sees and that goes with the process, however that ends.</summary>
internal sealed class SpillFile : IDisposable
{
    private readonly SafeFileHandle _file;

    public SpillFile()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        _file = File.OpenHandle(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        if (!OperatingSystem.IsWindows())
        {
            // An open file needs no name there, and one without a name cannot stay behind.
            File.Delete(path);
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long offset) => RandomAccess.WriteAsync(_file, bytes, offset);

    public ValueTask<int> ReadAsync(Memory<byte> bytes, long offset) => RandomAccess.ReadAsync(_file, bytes, offset);

    /// <summary>Gives the disk space back.</summary>
    public void Clear() => RandomAccess.SetLength(_file, 0);

    public void Dispose() => _file.Dispose();
}
