using System.Buffers;
using System.IO.Pipelines;
using Berlin.Actors.Wire;
using Microsoft.Extensions.Logging;

namespace Berlin.Actors.Cluster.Transport;

/// <summary>A connection over two byte streams, one to each side. Either end of it is one of these.</summary>
internal sealed partial class FrameConnection : IMessageConnection, IDisposable
{
    private readonly FrameQueue _queue = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger;
    private string? _reason;

    public FrameConnection(string peer, ILogger logger)
    {
        Peer = peer;
        _logger = logger;
        Closing = _closing.Token;
    }

    public string Peer { get; }

    /// <summary>Completes when the silo has taken the connection, and is cancelled where it closes before. No frame is sent earlier.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Cancelled when the connection closes, from either end.</summary>
    public CancellationToken Closing { get; }

    /// <summary>Completes when nothing of it is left.</summary>
    public Task Ended => _ended.Task;

    public SendResult Send(ReadOnlySpan<byte> frame) => _queue.Add(frame);

    public void Close(string reason)
    {
        if (Interlocked.CompareExchange(ref _reason, reason, null) is null)
        {
            _queue.Close();
            _opened.TrySetCanceled(CancellationToken.None);
            _closing.Cancel();
        }
    }

    public void Open() => _opened.TrySetResult();

    /// <summary>Takes nothing more to send, sends what waits, and then ends its side; the other end closes then.</summary>
    public void Finish() => _queue.Close();

    /// <summary>Sends what is queued, until there is no more.</summary>
    public Task SendAllAsync(Func<ReadOnlySequence<byte>, CancellationToken, ValueTask> send) => _queue.SendAllAsync(send, Closing);

    public Task ReceiveAllAsync(PipeReader reader, IMessageReceiver receiver) => FrameStream.ReceiveAllAsync(reader, receiver, Closing);

    /// <summary>Closes the connection for the fault that a part of it has ended by, or for its end.</summary>
    public void CloseAfter(Task part, string end)
    {
        if (part.Exception?.InnerException is not { } fault)
        {
            Close(part.IsCanceled ? $"it was not made within {TransportOptions.ConnectTimeout}" : end);
        }
        else if (fault is WireFormatException)
        {
            LogDamaged(fault, Peer);
            Close(fault.Message);
        }
        else
        {
            Close(fault.GetBaseException().Message);
        }
    }

    /// <summary>Tells the receiver that nothing comes any more. Once, at the very end.</summary>
    public void End(IMessageReceiver receiver)
    {
        var reason = _reason ?? "it is over";
        LogClosed(Peer, reason);
        receiver.OnClosed(new ConnectionEnd(reason, _opened.Task.IsCompletedSuccessfully));
        _ended.TrySetResult();
    }

    public void Dispose() => _closing.Dispose();

    [LoggerMessage(EventId = 4501, Level = LogLevel.Warning, Message = "Damaged bytes from {Peer}; the connection is closed")]
    private partial void LogDamaged(Exception exception, string peer);

    [LoggerMessage(EventId = 4502, Level = LogLevel.Information, Message = "The connection with {Peer} is closed: {Reason}")]
    private partial void LogClosed(string peer, string reason);
}
