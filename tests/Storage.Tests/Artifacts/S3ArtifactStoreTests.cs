using System.Net;
using System.Net.Sockets;
using System.Text;
using Berlin.Storage.Artifacts;

namespace Berlin.Storage.Tests.Artifacts;

/// <summary>What is special about artifacts in S3; the contract has <see cref="ArtifactStoreConformance"/>.</summary>
public sealed class S3ArtifactStoreTests : IDisposable
{
    private static readonly ArtifactDigest Digest = ArtifactDigest.Of("an artifact"u8);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task List_ForeignKeysAndOtherPrefixes_AreNotArtifacts()
    {
        var server = await S3Server.GetAsync();
        var bucket = server.CreateBucket();
        await using var underTest = new S3ArtifactStoreUnderTest(server, bucket);
        await using var upload = await underTest.Store.ReceiveAsync(new MemoryStream([1, 2, 3]), 3, Cancel);
        await upload.StoreAsync(Cancel);
        await underTest.SettleAsync(upload.Digest, 3);
        foreach (var key in new[] { "README", $"{Digest}", $"other/{Digest}", $"{S3ArtifactStoreUnderTest.Prefix}README", $"{S3ArtifactStoreUnderTest.Prefix}{Digest}.old", $"{S3ArtifactStoreUnderTest.Prefix}{Digest}/a" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(server.FileOf(bucket, key))!);
            File.WriteAllText(server.FileOf(bucket, key), "foreign");
        }

        Assert.Equal([new StoredArtifact(upload.Digest, 3)], await underTest.Store.ListAsync(Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task List_MoreThanAPage_GivesAll()
    {
        var digests = Enumerable.Range(0, 5).Select(number => ArtifactDigest.Of([(byte)number])).ToArray();
        using var server = new ScriptedServer(Page(digests[..3], "the-next"), Page(digests[3..], next: null)) { ClosesAfterwards = true };
        using var store = Open(server.Endpoint);

        var listed = await store.ListAsync(Cancel).ToListAsync(Cancel);

        Assert.Equal(digests.Select(digest => new StoredArtifact(digest, 7)), listed);
        Assert.Equal(2, server.Requests.Count);
        Assert.DoesNotContain("continuation-token", server.Requests[0], StringComparison.Ordinal);
        Assert.Contains("continuation-token=the-next", server.Requests[1], StringComparison.Ordinal);

        static string Page(IEnumerable<ArtifactDigest> digests, string? next)
        {
            var contents = string.Concat(digests.Select(digest => $"<Contents><Key>artifacts/{digest}</Key><Size>7</Size></Contents>"));
            var end = next is null ? "" : $"<NextContinuationToken>{next}</NextContinuationToken>";
            var xml = $"<ListBucketResult><IsTruncated>{(next is null ? "false" : "true")}</IsTruncated>{contents}{end}</ListBucketResult>";
            return $"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/xml\r\nContent-Length: {xml.Length}\r\n\r\n{xml}";
        }
    }

    [Fact]
    public async Task Store_PartRefusedHalfWay_IsUnavailableAndMayBeRepeated()
    {
        var server = await S3Server.GetAsync();
        var bucket = server.CreateBucket();
        await using var underTest = new S3ArtifactStoreUnderTest(server, bucket);
        var content = new byte[6_000_000];
        await using var upload = await underTest.Store.ReceiveAsync(new MemoryStream(content), content.Length, Cancel);

        // Where s3rver keeps parts stands a file.
        var parts = Path.Combine(server.FolderOf(bucket), "._S3rver_uploads");
        File.WriteAllText(parts, "");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => upload.StoreAsync(Cancel));
        Assert.Null(await underTest.Store.OpenAsync(upload.Digest, Cancel));

        File.Delete(parts);
        await upload.StoreAsync(Cancel);
        await underTest.SettleAsync(upload.Digest, content.Length);
        Assert.Equal([new StoredArtifact(upload.Digest, content.Length)], await underTest.Store.ListAsync(Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task EveryCall_UnknownKey_IsUnavailableAndDoesNotTellTheSecret()
    {
        var server = await S3Server.GetAsync();
        using var store = Open(server.Endpoint, server.CreateBucket(), "NOBODY", "a-wrong-secret");

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync(Digest, Cancel));

        Assert.Contains("403 InvalidAccessKeyId", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-wrong-secret", $"{error}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NobodyListens_IsUnavailable()
    {
        using var store = Open(ScriptedServer.AddressOfNobody());

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync(Digest, Cancel));
    }

    [Fact]
    public async Task Open_ServerThatNeverAnswers_IsUnavailableAfterTheBound()
    {
        using var server = new ScriptedServer("");
        using var store = Open(server.Endpoint);

        Assert.Contains("no answer within 1 s", (await Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync(Digest, Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AnswerThatStops_IsUnavailableAfterTheBound()
    {
        using var server = new ScriptedServer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nETag: \"no MD5\"\r\n\r\nten bytes.");
        using var store = Open(server.Endpoint);
        await using var stream = await store.OpenAsync(Digest, Cancel);

        await stream!.ReadExactlyAsync(new byte[10], Cancel);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stream.ReadExactlyAsync(new byte[90], Cancel).AsTask());
    }

    [Fact]
    public async Task Read_AnswerCutShort_IsUnavailableNotTheEnd()
    {
        using var server = new ScriptedServer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\nETag: \"no MD5\"\r\n\r\nten bytes.") { ClosesAfterwards = true };
        using var store = Open(server.Endpoint);
        await using var stream = await store.OpenAsync(Digest, Cancel);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => stream!.ReadExactlyAsync(new byte[100], Cancel).AsTask());
    }

    [Theory]
    [InlineData("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\n\r\n<html>")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 301 Moved Permanently\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("\0\0\0\0")]
    public async Task EveryCall_SomethingElseAnswers_IsUnavailable(string answer)
    {
        using var server = new ScriptedServer(answer) { ClosesAfterwards = true };
        using var store = Open(server.Endpoint);

        await Task.WhenAll(
            Assert.ThrowsAsync<StoreUnavailableException>(() => store.OpenAsync(Digest, Cancel)),
            Assert.ThrowsAsync<StoreUnavailableException>(() => store.DeleteAsync(Digest, Cancel)),
            Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.ListAsync(Cancel).ToListAsync(Cancel)));
    }

    [Fact]
    public void Open_EveryOptionWrong_NamesThemAll()
    {
        var options = new S3ArtifactStoreOptions
        {
            Bucket = "A bucket",
            Prefix = "/../",
            SpoolFolder = " ",
            Endpoint = new Uri("ftp://localhost"),
            Region = "",
            SecretKey = "a-secret-alone",
            PartSizeBytes = 5 * 1_024 * 1_024 - 1,
            RequestTimeout = TimeSpan.FromMinutes(11),
        };

        var error = Assert.Throws<ArgumentException>(() => S3ArtifactStore.Open(options, TimeProvider.System));

        Assert.Equal(8, options.Validate().Count);
        Assert.All(options.Validate(), fault => Assert.Contains(fault, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("a-secret-alone", error.Message, StringComparison.Ordinal);
        Assert.Contains("5242879; it is 5242880-1073741824", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_LeftoverOfACrash_IsRemoved()
    {
        Directory.CreateDirectory(_folder["spool"]);
        File.WriteAllText(_folder["spool/.x-1.tmp"], "half");

        Open(new Uri("http://127.0.0.1:1")).Dispose();

        Assert.Empty(Directory.EnumerateFiles(_folder["spool"]));
    }

    private S3ArtifactStore Open(Uri endpoint, string bucket = "berlin", string key = "S3RVER", string secret = "S3RVER") => S3ArtifactStore.Open(
        new S3ArtifactStoreOptions
        {
            Bucket = bucket,
            SpoolFolder = _folder["spool"],
            Endpoint = endpoint,
            UsePathStyle = true,
            AccessKey = key,
            SecretKey = secret,
            RequestTimeout = TimeSpan.FromSeconds(1),
        },
        TimeProvider.System);

    /// <summary>Answers each connection with the next of some texts; the last one is for all later ones.</summary>
    private sealed class ScriptedServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly string[] _answers;

        public ScriptedServer(params string[] answers)
        {
            _answers = answers;
            _listener.Start();
            _ = ServeAsync();
        }

        public Uri Endpoint => new($"http://{_listener.LocalEndpoint}");

        public List<string> Requests { get; } = [];

        public bool ClosesAfterwards { get; init; }

        public static Uri AddressOfNobody()
        {
            using var server = new ScriptedServer("");
            return server.Endpoint;
        }

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync()
        {
            var clients = new List<Socket>();
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptSocketAsync();
                    clients.Add(client);
                    var request = new byte[64 * 1_024];
                    var length = await client.ReceiveAsync(request);
                    await client.SendAsync(Encoding.ASCII.GetBytes(_answers[Math.Min(Requests.Count, _answers.Length - 1)]));
                    Requests.Add(Encoding.ASCII.GetString(request, 0, length));
                    if (ClosesAfterwards)
                    {
                        client.Shutdown(SocketShutdown.Send);
                    }
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                clients.ForEach(client => client.Dispose());
            }
        }
    }
}
