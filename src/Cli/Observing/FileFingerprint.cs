using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Berlin.Cli.Observing;

/// <summary>What makes the rows of a file recognisable: the digest of its bytes, and the line of each row.</summary>
/// <remarks>
/// Real data holds exact duplicate rows that are separate events, so the content of a row is no identity. The place of a row
/// in an unchanged file is: sending the same file again finds every row stored.
/// </remarks>
internal sealed class FileFingerprint
{
    /// <summary>64 bits: files of one model that share them by chance are not to be expected.</summary>
    private const int DigestCharacters = 16;

    private const int BufferBytes = 1 << 16;

    private readonly string _digest;

    private FileFingerprint(string digest, long lines)
    {
        _digest = digest;
        Lines = lines;
    }

    /// <summary>Number of lines, the first of a CSV file included.</summary>
    public long Lines { get; }

    /// <summary>Identity of the row that begins on a line.</summary>
    public string IdOf(long line) => string.Create(CultureInfo.InvariantCulture, $"{_digest}-{line}");

    /// <summary>Reads a file once: digest, number of lines, and whether it is UTF-8.</summary>
    /// <exception cref="CommandFailedException">The file is not UTF-8.</exception>
    public static async Task<FileFingerprint> TakeAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var buffer = new byte[BufferBytes];
        var characters = new char[BufferBytes + 1];
        long lineEnds = 0;
        var last = (byte)'\n';
        while (true)
        {
            var count = await file.ReadAsync(buffer, cancellationToken);
            var read = buffer.AsSpan(0, count);
            RequireUtf8(decoder, read, characters, path, lineEnds);
            if (count == 0)
            {
                break;
            }

            hash.AppendData(read);
            lineEnds += read.Count((byte)'\n');
            last = read[^1];
        }

        var digest = Convert.ToHexStringLower(hash.GetHashAndReset())[..DigestCharacters];
        return new FileFingerprint(digest, last == (byte)'\n' ? lineEnds : lineEnds + 1);
    }

    private static void RequireUtf8(Decoder decoder, ReadOnlySpan<byte> bytes, char[] characters, string path, long linesBefore)
    {
        try
        {
            decoder.GetChars(bytes, characters, flush: bytes.IsEmpty);
        }
        catch (DecoderFallbackException fault)
        {
            var line = linesBefore + 1 + bytes[..Math.Clamp(fault.Index, 0, bytes.Length)].Count((byte)'\n');
            throw CommandFailedException.Usage(
                $"{path} is not UTF-8 (line {line}); convert it first, for example: iconv -f WINDOWS-1252 -t UTF-8");
        }
    }
}
