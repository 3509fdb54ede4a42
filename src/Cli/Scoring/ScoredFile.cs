namespace Berlin.Cli.Scoring;

/// <summary>Writes answers to a file that has its name only when it is whole.</summary>
internal static class ScoredFile
{
    /// <summary>Writes the file; an earlier one of that name stays until the new one is whole.</summary>
    public static async Task<T> WriteAsync<T>(string path, ScoreTally tally, Func<Stream, Task<T>> write)
    {
        var temporary = path + ".part";
        try
        {
            T result;
            await using (var file = File.Create(temporary))
            {
                result = await write(new TalliedStream(file, tally));
            }

            File.Move(temporary, path, overwrite: true);
            return result;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Passes on what is written, and lets it be counted.</summary>
    private sealed class TalliedStream(Stream file, ScoreTally tally) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            tally.Add(buffer.Span);
            return file.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count)
        {
            tally.Add(buffer.AsSpan(offset, count));
            file.Write(buffer, offset, count);
        }

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
