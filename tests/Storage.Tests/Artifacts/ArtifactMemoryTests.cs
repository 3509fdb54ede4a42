using System.Globalization;
using Berlin.Storage.Artifacts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Storage.Tests.Artifacts;

/// <summary>
/// However large an artifact is, the memory that it takes on its way is not: what is allocated between receiving it and holding its
/// file is measured. <c>ARTIFACT_TEST_MIB</c> in the environment makes it larger (2048 for the largest that Berlin takes).
/// </summary>
[CollectionDefinition(nameof(ArtifactMemoryTests), DisableParallelization = true)]
[Collection(nameof(ArtifactMemoryTests))]
public sealed class ArtifactMemoryTests(ITestOutputHelper output) : IDisposable
{
    private const int InFiles = 96;
    private const int InS3 = 24;
    private const long MaxAllocatedBytes = 8 * Mebibyte;
    private const long Mebibyte = 1_024 * 1_024;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task LargeArtifact_InFiles_IsNeverHeldInMemory() => GoThroughAsync(FileArtifactStore.Open(_folder["artifacts"]), SizeBytes(InFiles));

    [Fact]
    public async Task LargeArtifact_InS3_IsNeverHeldInMemory()
    {
        var server = await S3Server.GetAsync();
        await using var underTest = new S3ArtifactStoreUnderTest(server, server.CreateBucket());
        await GoThroughAsync(underTest.Store, SizeBytes(InS3), underTest.SettleAsync);
    }

    private static long SizeBytes(int mebibytes) => Mebibyte
        * (Environment.GetEnvironmentVariable("ARTIFACT_TEST_MIB") is { } larger ? int.Parse(larger, NumberStyles.None, CultureInfo.InvariantCulture) : mebibytes);

    private async Task GoThroughAsync(IArtifactStore store, long size, Func<ArtifactDigest, long, ValueTask>? settle = null)
    {
        await using var cache = ArtifactCache.Open(_folder["cache"], long.MaxValue, store, TimeProvider.System, NullLogger<ArtifactCache>.Instance);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var began = TimeProvider.System.GetTimestamp();

        ArtifactDigest digest;
        await using (var upload = await store.ReceiveAsync(new GeneratedStream(size), size, Cancel))
        {
            await upload.StoreAsync(Cancel);
            digest = upload.Digest;
        }

        var sent = GC.GetTotalAllocatedBytes(precise: true) - before;
        await (settle?.Invoke(digest, size) ?? default);
        await using (var fetched = await cache.OpenAsync(digest, size, Cancel))
        {
            Assert.Equal(size, new FileInfo(fetched.Path).Length);
        }

        await using var verified = await cache.OpenAsync(digest, size, Cancel);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        output.WriteLine($"{size / Mebibyte} MiB received, stored, fetched and verified in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s; {allocated / 1_024} KiB allocated in all, {sent / 1_024} until it was stored");
        Assert.InRange(allocated, 0, MaxAllocatedBytes);
    }

    /// <summary>So many bytes, none of which is kept.</summary>
    private sealed class GeneratedStream(long length) : Stream
    {
        private readonly byte[] _block = Block();
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var start = (int)(_position % _block.Length);
            var count = (int)Math.Min(Math.Min(buffer.Length, _block.Length - start), length - _position);
            _block.AsSpan(start, count).CopyTo(buffer.Span);
            _position += count;
            return ValueTask.FromResult(count);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        // Of a length that no piece and no part is a multiple of.
        private static byte[] Block()
        {
            var block = new byte[1_000_003];
            new Random(5).NextBytes(block);
            return block;
        }
    }
}
