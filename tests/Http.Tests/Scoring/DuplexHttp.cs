using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.Scoring;

/// <summary>A request whose body is sent piece by piece over a connection that is read at the same time.</summary>
internal sealed class DuplexHttp : IAsyncDisposable
{
    private readonly TcpClient _connection;
    private readonly NetworkStream _stream;
    private readonly StringBuilder _received = new();
    private readonly byte[] _buffer = new byte[16 * 1024];

    private DuplexHttp(TcpClient connection)
    {
        _connection = connection;
        _stream = connection.GetStream();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Everything that was received.</summary>
    public string Received => _received.ToString();

    /// <summary>Connects and sends the head of a request for scoring CSV, in chunks.</summary>
    public static async Task<DuplexHttp> BeginAsync(Uri address, string path = ScoringModel.Path + "?top=1", int? receiveBufferBytes = null)
    {
        var connection = new TcpClient { NoDelay = true };
        if (receiveBufferBytes is { } bytes)
        {
            connection.ReceiveBufferSize = bytes;
        }

        await connection.ConnectAsync(address.Host, address.Port, Cancellation);
        var http = new DuplexHttp(connection);
        await http.SendRawAsync(Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: berlin\r\nBerlin-Join: {SiloUnderTest.JoinSecret}\r\nBerlin-Tenant: {SiloUnderTest.Tenant}\r\n"
            + "Berlin-Scopes: predict\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n"));
        return http;
    }

    public Task SendAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return SendRawAsync([.. Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. bytes, .. "\r\n"u8]);
    }

    public Task EndAsync() => SendRawAsync("0\r\n\r\n"u8.ToArray());

    /// <summary>Waits until what was received holds <paramref name="text"/>.</summary>
    public async Task ReadUntilAsync(string text)
    {
        while (!Received.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(await ReadAsync(), $"The connection ended after: {Received}");
        }
    }

    /// <summary>Reads until the server closes or resets the connection; tells whether the answer was whole.</summary>
    public async Task<bool> ReadToEndAsync()
    {
        try
        {
            while (!Received.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))
            {
                if (!await ReadAsync())
                {
                    return false;
                }
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> ReadAsync()
    {
        var count = await _stream.ReadAsync(_buffer, Cancellation);
        _received.Append(Encoding.UTF8.GetString(_buffer, 0, count));
        return count > 0;
    }

    private async Task SendRawAsync(byte[] bytes) => await _stream.WriteAsync(bytes, Cancellation);
}
