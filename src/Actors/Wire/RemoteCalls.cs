using System.Collections.Concurrent;
using Berlin.Actors.Clustering;
using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Manifest;
using Orleans.Runtime;

namespace Berlin.Actors.Wire;

/// <summary>Carries the calls of a silo or client to silos in other processes: one connection to each, made when it is first needed.</summary>
/// <remarks>
/// A connection that ends fails the calls that wait there; the next call makes another. One to a silo that could not be reached
/// is tried again after <see cref="WireBounds.ReconnectPause"/>: until then calls fail at once. Bounded by the silos of the view.
/// </remarks>
internal sealed class RemoteCalls : ISiloTransport, IDisposable
{
    private readonly ConcurrentDictionary<SiloIdentity, PeerCalls> _peers = new();
    private readonly Lock _gate = new();
    private readonly IMessageTransport _transport;
    private readonly IClusterViews _views;
    private readonly ErrorCodec _errors;
    private readonly TimeProvider _time;
    private bool _isDisposed;

    public RemoteCalls(IMessageTransport transport, IClusterViews views, GrainManifest manifest, TimeProvider time)
    {
        _transport = transport;
        _views = views;
        _errors = new ErrorCodec(manifest.Errors);
        _time = time;
        views.Changed += CloseAbsent;
    }

    public void Send(SiloMember to, Invocation call)
    {
        if (_peers.TryGetValue(to.Identity, out var peer) && !peer.HasEnded)
        {
            peer.Send(call);
        }
        else if (Connect(to) is { } connected)
        {
            connected.Send(call);
        }
        else
        {
            call.TryFail(new SiloUnavailableException($"This process stops, so the call to {call.Target} was not sent. Repeat it elsewhere."));
        }
    }

    public bool IsAway(SiloMember silo) => _peers.TryGetValue(silo.Identity, out var peer) && peer.HasEnded && !peer.MayBeReplaced;

    public void Dispose()
    {
        _views.Changed -= CloseAbsent;
        lock (_gate)
        {
            _isDisposed = true;
        }

        foreach (var (_, peer) in _peers)
        {
            peer.Close("the caller stops");
        }
    }

    private PeerCalls? Connect(SiloMember to)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return null;
            }

            if (_peers.TryGetValue(to.Identity, out var peer) && !peer.MayBeReplaced)
            {
                return peer;
            }

            var next = new PeerCalls(to.Identity, _errors, _time);
            next.Open(_transport, to);
            _peers[to.Identity] = next;
            return next;
        }
    }

    /// <summary>Silos that the view does not hold any more are dead or have left; nothing is sent to them again.</summary>
    private void CloseAbsent()
    {
        var view = _views.Current;
        foreach (var (silo, peer) in _peers)
        {
            if (!view.Contains(silo) && _peers.TryRemove(KeyValuePair.Create(silo, peer)))
            {
                peer.Close("the silo has left the cluster");
            }
        }
    }
}
