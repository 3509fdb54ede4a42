using System.Collections.Frozen;
using Berlin.Actors.Calls;
using Berlin.Actors.Clustering;
using Berlin.Actors.Manifest;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Berlin.Actors.Wire;

/// <summary>The calls that arrive at a silo from other processes: reads them, hands them to the silo's router, and sends their answers back.</summary>
internal sealed partial class RemoteArrivals : IMessageAcceptor, IDisposable
{
    private readonly CallFollower _follower;
    private readonly ILogger<RemoteArrivals> _logger;

    public RemoteArrivals(IArrivals silo, GrainManifest manifest, TimeProvider time, SiloMessagingOptions messaging, ILogger<RemoteArrivals> logger)
    {
        Silo = silo;
        Methods = manifest.Methods;
        Types = new GrainTypeNames(manifest.Classes.Keys);
        Errors = new ErrorCodec(manifest.Errors);
        _follower = new CallFollower(time, messaging);
        _logger = logger;
    }

    public IArrivals Silo { get; }

    public FrozenDictionary<ulong, WireMethod> Methods { get; }

    public GrainTypeNames Types { get; }

    public ErrorCodec Errors { get; }

    public CallFollower Follower => _follower;

    public IMessageReceiver Accept(IMessageConnection connection) => new PeerArrivals(this, connection);

    /// <summary>Answers every call that still runs here by its failure: the silo goes away.</summary>
    public void FailAll() => _follower.FailAll(static call => new SiloUnavailableException(
        $"The silo stopped while {call.Method} of {call.Target} ran there; the outcome is unknown."));

    public void Dispose() => _follower.Dispose();

    [LoggerMessage(EventId = 4401, Level = LogLevel.Warning, Message = "One-way call {Method} of {Grain} that {Peer} has sent failed")]
    public partial void LogOneWayCallFailed(Exception exception, string method, string grain, string peer);
}
