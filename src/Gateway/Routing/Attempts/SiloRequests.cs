using System.Net;
using Berlin.Gateway.Routing.Placement;
using Berlin.Gateway.Routing.Silos;
using Berlin.Grains;
using Berlin.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Berlin.Gateway.Routing.Attempts;

/// <summary>Forwards requests to silos over the network: one attempt, and a second one where <see cref="SiloRequest"/> grants it.</summary>
internal sealed class SiloRequests(
    IHttpForwarder forwarder, SiloDestinations destinations, SiloChoice choice, RetryBudget budget, GatewayOptions options, TimeProvider time)
{
    /// <summary>What a second attempt has at least, however long the first one took.</summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromSeconds(1);

    private readonly ForwarderRequestConfig _config = new()
    {
        ActivityTimeout = options.SiloTimeout,

        // One request per connection at a time: between processes of one site a pool of connections is faster than
        // streams that share one.
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public async Task ForwardAsync(HttpContext context)
    {
        var route = context.GetEndpoint()!.Metadata.GetRequiredMetadata<ForwardedRoute>();
        var body = route.HasStreamedBody ? HeldBody.Streamed : await HeldBody.ReadAsync(context);
        budget.Earn();
        var request = new SiloRequest(context, route, body, choice, budget);
        var began = time.GetTimestamp();
        var outcome = request.First is { } first ? await TryAsync(context, first, First(request, first, route)) : AttemptOutcome.NoSilo;
        if (request.First is not null && outcome != AttemptOutcome.Over && request.MayFollow(outcome))
        {
            context.Response.Clear();
            context.Features.Set<IForwarderErrorFeature>(null);
            body.Rewind();
            var second = request.Second!;
            outcome = await TryAsync(context, second, Last(second, began));
        }

        Tell(context, outcome);
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>What the forwarder leaves behind is told by the error edge; the rest is told here.</summary>
    private void Tell(HttpContext context, AttemptOutcome outcome)
    {
        if (outcome == AttemptOutcome.NoSilo)
        {
            ErrorAnswer.Write(context, ErrorCodes.SiloUnavailable, "No silo takes requests at the moment; repeat the call.");
        }
        else if (outcome == AttemptOutcome.NoRoom)
        {
            ErrorAnswer.Write(
                context,
                ErrorCodes.ServerUnavailable,
                $"The gateway has {options.MaxConnectionsPerSilo} requests with the silo already, the most that it may have; repeat the call.");
        }
    }

    private SiloAttempt First(SiloRequest request, SiloDestination silo, ForwardedRoute route)
    {
        var attempt = new SiloAttempt(silo, request, time);
        attempt.GiveUpWhenGone();
        if (route.Repetition != Repetition.Unbegun)
        {
            attempt.GiveUpWhenSilent();
        }

        if (route.Repetition == Repetition.Prompt)
        {
            attempt.GiveUpAfter(options.FirstAttemptTimeout, unconditionally: false);
        }

        return attempt;
    }

    private SiloAttempt Last(SiloDestination silo, long began)
    {
        var attempt = new SiloAttempt(silo, another: null, time);
        attempt.GiveUpWhenGone();
        attempt.GiveUpAfter(Max(options.SiloTimeout - time.GetElapsedTime(began), LeastPatience), unconditionally: true);
        return attempt;
    }

    private async Task<AttemptOutcome> TryAsync(HttpContext context, SiloDestination silo, SiloAttempt attempt)
    {
        if (!await silo.Slots.TryTakeAsync(context.RequestAborted))
        {
            return AttemptOutcome.NoRoom;
        }

        try
        {
            var error = await forwarder.SendAsync(context, silo.Silo.Address, destinations.Http, _config, attempt, attempt.GivingUp);
            return attempt.Conclude(context, error);
        }
        finally
        {
            silo.Slots.GiveBack();
        }
    }
}
