using Berlin.Grains;

namespace Berlin.Silo.Http.Scoring;

/// <summary>Takes rows out of bytes that arrive in pieces.</summary>
internal interface IRowReader
{
    /// <summary>Reads what stands before the rows. Called until it returns true, each time with the same bytes and more.</summary>
    /// <param name="bytes">The beginning of the input.</param>
    /// <param name="isEnd">Whether nothing follows.</param>
    /// <param name="consumed">Bytes that are done with.</param>
    /// <returns>False where more bytes are needed.</returns>
    /// <exception cref="BerlinException"><c>request.invalid</c>, <c>request.too_large</c>: the input cannot be read at all.</exception>
    bool TryReadStart(ReadOnlySpan<byte> bytes, bool isEnd, out int consumed);

    /// <summary>Reads the next row, adding it or its fault to <paramref name="slice"/>.</summary>
    /// <param name="buffer">Holds the input.</param>
    /// <param name="start">Where what was not consumed begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="isEnd">Whether nothing follows.</param>
    /// <param name="slice">Receives the row.</param>
    /// <param name="consumed">Bytes that are done with, also where no row was added.</param>
    /// <returns>False where no row is left, or more bytes are needed.</returns>
    /// <exception cref="BerlinException"><c>request.invalid</c>: from here on rows cannot be told apart.</exception>
    bool TryRead(byte[] buffer, int start, int end, bool isEnd, RowSlice slice, out int consumed);
}
