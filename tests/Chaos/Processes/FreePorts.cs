using System.Net;
using System.Net.Sockets;

namespace Berlin.Chaos.Processes;

/// <summary>
/// Ports of the loopback interface that nobody uses. They lie below those that Linux gives to outgoing connections, so that
/// nobody takes the port of a killed process before it is back.
/// </summary>
internal static class FreePorts
{
    private const int First = 20_000;
    private const int End = 32_000;

    // Two runs on one machine begin at different places, and one run never gives a port twice.
    private static int next = First + (Environment.ProcessId * 61 % (End - First));

    public static int[] Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Take())];

    private static int Take()
    {
        for (var tries = 0; tries < End - First; tries++)
        {
            var port = First + (Interlocked.Increment(ref next) % (End - First));
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No port between {First} and {End} is free.");
    }

    private static bool IsFree(int port)
    {
        using var probe = new TcpListener(IPAddress.Any, port);
        try
        {
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
