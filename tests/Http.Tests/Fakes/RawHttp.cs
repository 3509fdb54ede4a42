using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Berlin.Http.Tests.Fakes;

/// <summary>Speaks HTTP/1.1 byte by byte, for what an HTTP client would mend before sending it.</summary>
public sealed class RawHttp : IAsyncDisposable
{
    private readonly TcpClient _connection;
    private readonly NetworkStream _stream;

    private RawHttp(TcpClient connection)
    {
        _connection = connection;
        _stream = connection.GetStream();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RawHttp> ConnectAsync(Uri address)
    {
        var connection = new TcpClient { NoDelay = true };
        await connection.ConnectAsync(address.Host, address.Port, Cancellation);
        return new RawHttp(connection);
    }

    /// <summary>Sends characters as Latin-1, each one byte.</summary>
    public Task SendAsync(string bytes) => SendAsync(Encoding.Latin1.GetBytes(bytes));

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes, Cancellation);

    public Task SendChunkAsync(byte[] bytes) =>
        SendAsync([.. Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. bytes, .. "\r\n"u8]);

    /// <summary>Reads one answer that tells its length.</summary>
    public async Task<(int Status, string Head, string Body)> ReadAsync()
    {
        var received = new List<byte>();
        var buffer = new byte[4096];
        while (true)
        {
            var text = Encoding.Latin1.GetString([.. received]);
            if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end and >= 0)
            {
                var head = text[..end];
                var length = head.Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                    .Select(line => int.Parse(line.Split(':')[1], CultureInfo.InvariantCulture)).SingleOrDefault();
                if (received.Count >= end + 4 + length)
                {
                    var body = Encoding.UTF8.GetString([.. received[(end + 4)..(end + 4 + length)]]);
                    return (int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture), head, body);
                }
            }

            var read = await _stream.ReadAsync(buffer, Cancellation);
            Assert.True(read > 0, $"The connection ended after: {text}");
            received.AddRange(buffer[..read]);
        }
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }
}
