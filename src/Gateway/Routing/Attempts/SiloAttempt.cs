using System.Diagnostics.CodeAnalysis;
using System.Net;
using Berlin.Gateway.Routing.Silos;
using Berlin.Grains;
using Berlin.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Berlin.Gateway.Routing.Attempts;

/// <summary>One attempt to have a silo answer a request: what is sent, how long its answer is waited for, and what becomes of it.</summary>
/// <param name="silo">The silo.</param>
/// <param name="another">Whether another attempt may follow this one; null for the last, whose answer is the client's whatever it is.</param>
/// <param name="time">Measures waiting.</param>
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without a timer holds nothing that has to be released; the timer is let go of with the answer.")]
internal sealed class SiloAttempt(SiloDestination silo, IAnotherAttempt? another, TimeProvider time) : HttpTransformer
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _givingUp = new();
    private readonly long _began = time.GetTimestamp();
    private AttemptOutcome _outcome = AttemptOutcome.Unknown;
    private ITimer? _patience;
    private CancellationTokenRegistration _silence;
    private CancellationTokenRegistration _absence;
    private bool _isAnswered;
    private bool _isGivenUp;

    /// <summary>Ends the attempt before its answer.</summary>
    public CancellationToken GivingUp => _givingUp.Token;

    /// <summary>Gives up where the answer's headers are not there in time.</summary>
    /// <param name="patience">How long.</param>
    /// <param name="unconditionally">Whether it gives up even where no other attempt may follow.</param>
    public void GiveUpAfter(TimeSpan patience, bool unconditionally) =>
        _patience = time.CreateTimer(_ => WaitedLongEnough(unconditionally), state: null, patience, Timeout.InfiniteTimeSpan);

    /// <summary>Gives up where the silo stops answering probes and another attempt may follow.</summary>
    public void GiveUpWhenSilent() =>
        _silence = silo.Health.Silent.UnsafeRegister(static attempt => ((SiloAttempt)attempt!).GiveUp(unconditionally: false), this);

    /// <summary>Gives up where the cluster does not know the silo any more.</summary>
    public void GiveUpWhenGone() =>
        _absence = silo.Gone.UnsafeRegister(static attempt => ((SiloAttempt)attempt!).GiveUp(unconditionally: true), this);

    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.Headers.Host = null;
        proxyRequest.RequestUri = SentTarget.At(destinationPrefix, httpContext);
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null || !TryTakeAnswer())
        {
            return false;
        }

        silo.Health.Answered();
        if (proxyResponse.StatusCode == HttpStatusCode.ServiceUnavailable && Refusal(proxyResponse) is { } refusal)
        {
            if (refusal.Code == ErrorCodes.SiloStopping)
            {
                silo.Health.TurnedAway();
            }

            var outcome = refusal.Elsewhere == Elsewhere.Always ? AttemptOutcome.TurnedAway : AttemptOutcome.Unknown;
            if (another?.MayFollow(outcome) == true)
            {
                _outcome = outcome;
                return false;
            }
        }

        _outcome = AttemptOutcome.Over;
        await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        httpContext.Response.Headers.Remove(SiloHeaders.Error);
        return true;
    }

    /// <summary>What became of the attempt, when the forwarder has come back; tells the silo's health of a failure.</summary>
    public AttemptOutcome Conclude(HttpContext context, ForwarderError error)
    {
        StopWaiting();
        if (error == ForwarderError.None || _outcome == AttemptOutcome.Over)
        {
            return _outcome;
        }

        if (context.RequestAborted.IsCancellationRequested || error == ForwarderError.RequestBodyClient)
        {
            return AttemptOutcome.Over;
        }

        if (!_isGivenUp)
        {
            silo.Health.Failed();
        }

        return WasNotSent(context.GetForwarderErrorFeature()?.Exception) ? AttemptOutcome.NotSent : AttemptOutcome.Unknown;
    }

    private static (string Code, Elsewhere Elsewhere)? Refusal(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(SiloHeaders.Error, out var values) && values.ToString() is var code && ErrorTable.TryFind(code, out var row)
            ? (code, row.Elsewhere)
            : null;

    private static bool WasNotSent(Exception? exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } => true,

        // The handler tells so of a connection that did not come about in its time.
        OperationCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };

    private void WaitedLongEnough(bool unconditionally)
    {
        silo.Health.WaitedInVain(_began);
        GiveUp(unconditionally);
    }

    private void GiveUp(bool unconditionally)
    {
        lock (_gate)
        {
            if (_isAnswered || _isGivenUp || !(another?.MayFollow(AttemptOutcome.Unknown) == true || unconditionally))
            {
                return;
            }

            _isGivenUp = true;
        }

        _givingUp.Cancel();
    }

    /// <summary>From here on the answer is on its way to the client, and nothing may cut it; false where that has happened already.</summary>
    private bool TryTakeAnswer()
    {
        lock (_gate)
        {
            _isAnswered = !_isGivenUp;
        }

        StopWaiting();
        return _isAnswered;
    }

    private void StopWaiting()
    {
        _patience?.Dispose();

        // Not disposed of: that would wait for a callback which runs, and it may be the one that runs this.
        _silence.Unregister();
        _absence.Unregister();
    }
}
