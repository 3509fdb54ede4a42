using System.Net.Sockets;
using System.Text;

namespace Berlin.Runtimes.Python.Workers;

/// <summary>A listening Unix socket in a new folder that only this user enters, and an empty folder beside it.</summary>
internal sealed class PrivateSocket : IDisposable
{
    private const int MaxPathBytes = 107;
    private const int Backlog = 64;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("berlin-workers-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <exception cref="IOException">The folder for temporary files is of no use for it.</exception>
    public PrivateSocket()
    {
        Path = System.IO.Path.Combine(_folder.FullName, "socket");
        try
        {
            if (Encoding.UTF8.GetByteCount(Path) > MaxPathBytes)
            {
                throw new IOException($"the folder for temporary files has too long a path for a socket, {MaxPathBytes} bytes; set TMPDIR to a shorter one");
            }

            EmptyFolder = _folder.CreateSubdirectory("empty").FullName;
            _listener.Bind(new UnixDomainSocketEndPoint(Path));
            _listener.Listen(Backlog);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where callers find it.</summary>
    public string Path { get; }

    /// <summary>A folder without anything in it.</summary>
    public string EmptyFolder { get; }

    /// <summary>The next caller.</summary>
    public ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken) => _listener.AcceptAsync(cancellationToken);

    /// <summary>Removes both.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The nursery removes it too, for a silo that cannot.
        }
    }
}
