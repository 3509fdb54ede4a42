using System.Globalization;
using System.Runtime.InteropServices;
using Berlin.Runtimes.Loading;

namespace Berlin.Runtimes.Onnx;

/// <summary>The bytes of a file, outside of the collected heap, for as long as a load takes.</summary>
/// <remarks>A copy and no mapping: what was inspected is what is loaded, and a file that is cut meanwhile ends no process.</remarks>
internal sealed unsafe class FileInMemory : IDisposable
{
    private readonly int _length;
    private byte* _bytes;

    private FileInMemory(int length)
    {
        _length = length;
        _bytes = (byte*)NativeMemory.Alloc((nuint)Math.Max(length, 1));
    }

    public ReadOnlySpan<byte> Bytes => new(_bytes, _length);

    /// <summary>Reads a file.</summary>
    /// <exception cref="ModelRefusedException">It is larger than Protocol Buffers allow.</exception>
    /// <exception cref="RuntimeUnavailableException">It cannot be read, or has another length than is said of it.</exception>
    public static FileInMemory Read(ModelFile file)
    {
        if (file.SizeBytes > int.MaxValue)
        {
            throw new ModelRefusedException(file.Name, string.Create(CultureInfo.InvariantCulture, $"has {file.SizeBytes:N0} bytes; an ONNX model in one file has at most {int.MaxValue:N0}."));
        }

        var content = new FileInMemory((int)file.SizeBytes);
        try
        {
            using var handle = File.OpenHandle(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
            content.Fill(handle, file.Name);
            return content;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            content.Dispose();
            throw new RuntimeUnavailableException($"The file {file.Name} cannot be read on this server.", exception);
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
    }

    private void Fill(Microsoft.Win32.SafeHandles.SafeFileHandle handle, string name)
    {
        var filled = 0;
        while (filled < _length)
        {
            var read = RandomAccess.Read(handle, new Span<byte>(_bytes + filled, _length - filled), filled);
            filled += read > 0 ? read : throw new EndOfStreamException($"{name} is shorter than it was.");
        }
    }
}
