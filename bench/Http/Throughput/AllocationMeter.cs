using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Berlin.Bench.Http.Throughput;

/// <summary>
/// Bytes that this process allocates for one prediction over HTTP, while <c>berlin up</c> runs inside it. The client is a
/// socket in the same process that allocates nothing itself.
/// </summary>
internal sealed class AllocationMeter : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[][] requests;
    private readonly byte[] received = new byte[64 * 1024];

    public AllocationMeter(Uri url, string key, IEnumerable<string> bodies)
    {
        requests = [.. bodies.Select(body => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"POST {url.AbsolutePath} HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}")))];
        socket.Connect(new IPEndPoint(IPAddress.Loopback, url.Port));
    }

    /// <summary>Bytes a request, after the code has been compiled to its last tier.</summary>
    public double Measure(int warmUp, int count)
    {
        Send(warmUp);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Send(count);
        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / count;
    }

    public void Dispose() => socket.Dispose();

    private void Send(int count)
    {
        for (var at = 0; at < count; at++)
        {
            socket.Send(requests[at % requests.Length]);
            Receive();
        }
    }

    private void Receive()
    {
        var length = 0;
        while (true)
        {
            length += socket.Receive(received.AsSpan(length));
            var answer = received.AsSpan(0, length);
            if (answer.IndexOf("\r\n\r\n"u8) is var end and >= 0 && length >= end + 4 + ContentLength(answer[..end]))
            {
                if (!answer.StartsWith("HTTP/1.1 200"u8))
                {
                    throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
                }

                return;
            }
        }
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        return Utf8Parser.TryParse(head[(head.IndexOf(name) + name.Length)..], out int length, out _) ? length : 0;
    }
}
