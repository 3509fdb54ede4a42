using System.Net;
using System.Net.Sockets;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>Stands between a client and a silo: passes bytes on, holds them back, or cuts them off.</summary>
internal sealed class TcpRelay : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;
    private readonly Lock _gate = new();
    private readonly List<Socket> _sockets = [];
    private TaskCompletionSource _passing = new();

    public TcpRelay(string target)
    {
        _target = IPEndPoint.Parse(target);
        _passing.SetResult();
        _listener.Start();
        Endpoint = _listener.LocalEndpoint.ToString()!;
        _ = AcceptAsync();
    }

    public string Endpoint { get; }

    /// <summary>What arrives is kept in the sockets, as where a process is stopped.</summary>
    public void Pause() => _passing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => _passing.TrySetResult();

    public void Cut()
    {
        lock (_gate)
        {
            _sockets.ForEach(socket => socket.Dispose());
            _sockets.Clear();
        }
    }

    public void Dispose()
    {
        Resume();
        _listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptSocketAsync();
                var far = new Socket(_target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await far.ConnectAsync(_target);
                lock (_gate)
                {
                    _sockets.AddRange([near, far]);
                }

                _ = PassAsync(near, far);
                _ = PassAsync(far, near);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The relay is over.
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 << 10];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                await _passing.Task;
                await to.SendAsync(buffer.AsMemory(0, count));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut, from either side.
        }
    }
}
