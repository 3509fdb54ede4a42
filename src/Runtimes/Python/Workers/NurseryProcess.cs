using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using Berlin.Runtimes.Python.Wire;

namespace Berlin.Runtimes.Python.Workers;

/// <summary>
/// The Python process that has imported the libraries and forks workers (<c>python/berlin_worker/nursery.py</c>), and the socket at which it
/// and they call.
/// </summary>
internal sealed class NurseryProcess : IAsyncDisposable
{
    private const int Protocol = 1;
    private const int SignalKill = 9;
    private static readonly TimeSpan BornTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);

    private readonly PrivateSocket _socket = new();
    private readonly Process _process;
    private readonly LastWords _lastWords = new();
    private readonly Task _reading;
    private readonly ConcurrentDictionary<long, Birth> _births = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private FrameConnection? _control;
    private Task _accepting = Task.CompletedTask;
    private long _lastTicket;

    private NurseryProcess(PythonOptions options, TimeProvider time)
    {
        _time = time;
        try
        {
            _process = Process.Start(StartInfo(options.Python, _socket.Path)) ?? throw new UnreachableException("A start without a shell makes a process.");
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        ProcessId = _process.Id;
        _process.StandardInput.Close();
        _reading = _lastWords.ReadAsync(_process.StandardError);
    }

    /// <summary>The process's number.</summary>
    public int ProcessId { get; }

    /// <summary>A folder without anything in it.</summary>
    public string EmptyFolder => _socket.EmptyFolder;

    /// <summary>What it said of itself.</summary>
    public HelloMessage Hello { get; private set; } = null!;

    /// <summary>The last line that it wrote to its standard error.</summary>
    public string LastWords => _lastWords.ToString();

    /// <summary>Ends when the process has.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Starts one and waits until it has imported the libraries.</summary>
    /// <exception cref="WorkerLostException">It did not come up.</exception>
    public static async Task<NurseryProcess> StartAsync(PythonOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        NurseryProcess? nursery = null;
        try
        {
            nursery = new NurseryProcess(options, time);
            using var timeout = new CancellationTokenSource(options.StartTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            await nursery.GreetAsync(either.Token);
            return nursery;
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException or SocketException or InvalidDataException or OperationCanceledException)
        {
            var lastWords = nursery?.LastWords;
            if (nursery is not null)
            {
                await nursery.DisposeAsync();
                lastWords = nursery.LastWords;
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw new WorkerLostException(lastWords is { Length: > 0 } ? lastWords : error is OperationCanceledException ? $"it was not ready in {options.StartTimeout}" : error.Message);
        }
    }

    /// <summary>Forks a worker.</summary>
    /// <exception cref="WorkerLostException">It did not come up.</exception>
    public async Task<NurseryWorker> SpawnAsync(CancellationToken cancellationToken)
    {
        var ticket = Interlocked.Increment(ref _lastTicket);
        var birth = new Birth();
        _births[ticket] = birth;
        if (Ended.IsCompleted)
        {
            birth.Die(new ExitedMessage(ticket, SignalKill, 0));
        }

        await TellAsync(FrameKind.Spawn, ticket);
        try
        {
            var connection = await birth.Connection.Task.WaitAsync(BornTimeout, _time, cancellationToken);
            return new NurseryWorker(this, ticket, connection, birth.Exited.Task);
        }
        catch (Exception error) when (error is OperationCanceledException or TimeoutException)
        {
            await TellAsync(FrameKind.Kill, ticket);
            cancellationToken.ThrowIfCancellationRequested();
            throw new WorkerLostException(error is TimeoutException ? "it did not call in time" : "it ended before it called");
        }
    }

    /// <summary>Kills a worker and waits for its end. A nursery that does not see to it is ended itself, with all its workers.</summary>
    public async Task KillAsync(long ticket, Task exited)
    {
        await TellAsync(FrameKind.Kill, ticket);
        if (await Task.WhenAny(exited, Task.Delay(KillTimeout, _time)) != exited)
        {
            _process.Kill();
        }

        await exited;
    }

    /// <summary>Ends the process, and with it its workers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _control?.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        await _reading;
        await Ended;
        await _accepting;
        _process.Dispose();
        _socket.Dispose();
        _stop.Dispose();
        _sending.Dispose();
    }

    // Nothing of the silo's environment: it holds secrets. One thread each: workers are the parallelism.
    private static ProcessStartInfo StartInfo(string python, string socket)
    {
        var start = new ProcessStartInfo(python, ["-I", "-B", Path.Combine(AppContext.BaseDirectory, "python", "berlin_worker"), socket])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["JOBLIB_MULTIPROCESSING"] = "0";
        foreach (var threads in (ReadOnlySpan<string>)["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"])
        {
            start.Environment[threads] = "1";
        }

        return start;
    }

    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        // A program that ends before it calls would be waited for in vain.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var exit = _process.WaitForExitAsync(ended.Token);
        var call = _socket.AcceptAsync(ended.Token).AsTask();
        var first = await Task.WhenAny(call, exit);
        if (first != call)
        {
            await ended.CancelAsync();
            await first;
            throw new InvalidDataException($"it ended with code {_process.ExitCode} before it called");
        }

        _control = new FrameConnection(await call);
        var frame = await _control.ReceiveAsync(FrameConnection.MaxMessageBytes, cancellationToken);
        Hello = frame.Read(FrameKind.Hello, MessageJson.Default.HelloMessage);
        if (Hello.Protocol != Protocol)
        {
            throw new InvalidDataException($"it speaks version {Hello.Protocol} of the frames instead of {Protocol}");
        }

        Ended = ListenAsync(_control);
        _accepting = AcceptAsync();
    }

    private async Task TellAsync(FrameKind kind, long ticket)
    {
        await _sending.WaitAsync();
        try
        {
            await _control!.SendAsync(kind, new TicketMessage(ticket), MessageJson.Default.TicketMessage, CancellationToken.None);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The process is gone, and its workers with it; the end of the other direction says so to who waits.
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ListenAsync(FrameConnection control)
    {
        try
        {
            while (true)
            {
                var frame = await control.ReceiveAsync(FrameConnection.MaxMessageBytes, _stop.Token);
                var exited = frame.Read(FrameKind.Exited, MessageJson.Default.ExitedMessage);
                if (_births.TryRemove(exited.Ticket, out var birth))
                {
                    birth.Die(exited);
                }
            }
        }
        catch (Exception error) when (error is IOException or SocketException or InvalidDataException or OperationCanceledException or ObjectDisposedException)
        {
            // Whatever it was, a nursery that cannot be heard is ended, and its workers end with it.
            if (!_process.HasExited)
            {
                _process.Kill();
            }

            await _process.WaitForExitAsync();
        }

        foreach (var (ticket, birth) in _births)
        {
            birth.Die(new ExitedMessage(ticket, SignalKill, 0));
        }
    }

    private async Task AcceptAsync()
    {
        while (!Ended.IsCompleted)
        {
            FrameConnection? connection = null;
            try
            {
                connection = new FrameConnection(await _socket.AcceptAsync(_stop.Token));
                using var timeout = new CancellationTokenSource(BornTimeout, _time);
                var frame = await connection.ReceiveAsync(FrameConnection.MaxMessageBytes, timeout.Token);
                var born = frame.Read(FrameKind.Born, MessageJson.Default.TicketMessage);
                if (!_births.TryGetValue(born.Ticket, out var birth) || !birth.Connection.TrySetResult(connection))
                {
                    connection.Dispose();
                }
            }
            catch (Exception error) when (error is IOException or SocketException or InvalidDataException or OperationCanceledException)
            {
                // A worker that was killed between its call and its first word; its ticket tells of its end.
                connection?.Dispose();
                if (_stop.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }

    private sealed class Birth
    {
        public TaskCompletionSource<FrameConnection> Connection { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<ExitedMessage> Exited { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Die(ExitedMessage message)
        {
            Connection.TrySetCanceled();
            Exited.TrySetResult(message);
        }
    }
}
