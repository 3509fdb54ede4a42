using System.Runtime.InteropServices;

namespace Berlin.Runtimes.Onnx.Native;

/// <summary>What the C library's heap holds at the moment, by its own books. Only glibc 2.33 and later tells.</summary>
internal static unsafe class NativeHeap
{
    /// <summary>Held by whoever measures, and by whoever would take or give back much meanwhile.</summary>
    public static readonly Lock Gate = new();

    private static readonly delegate* unmanaged<MallInfo> ReadBooks = Find();

    /// <summary>Bytes in use, large blocks included; null where the C library does not tell. Cost: some microseconds, more on a heap in pieces.</summary>
    public static long? ReadUsedBytes()
    {
        if (ReadBooks is null)
        {
            return null;
        }

        var books = ReadBooks();
        return (long)(books.UsedInBlocks + books.UsedByMapping);
    }

    private static delegate* unmanaged<MallInfo> Find() =>
        NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "mallinfo2", out var function)
            ? (delegate* unmanaged<MallInfo>)function
            : null;

    // Source: malloc.h of glibc, struct mallinfo2.
    [StructLayout(LayoutKind.Explicit, Size = 10 * 8)]
    private readonly struct MallInfo
    {
        [FieldOffset(4 * 8)]
        public readonly nuint UsedByMapping;

        [FieldOffset(7 * 8)]
        public readonly nuint UsedInBlocks;
    }
}
