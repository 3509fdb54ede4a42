using Berlin.Gateway.Routing.Placement;
using Berlin.Gateway.Routing.Silos;
using Berlin.Http;

namespace Berlin.Gateway.Routing.Attempts;

/// <summary>A request on its way to a silo, and to a second one where that is allowed: never to more.</summary>
internal sealed class SiloRequest : IAnotherAttempt
{
    private readonly Lock _gate = new();
    private readonly ForwardedRoute _route;
    private readonly HeldBody _body;
    private readonly SiloChoice _choice;
    private readonly RetryBudget _budget;
    private readonly string _key;
    private SiloDestination? _second;

    public SiloRequest(HttpContext context, ForwardedRoute route, HeldBody body, SiloChoice choice, RetryBudget budget)
    {
        _route = route;
        _body = body;
        _choice = choice;
        _budget = budget;
        var headers = context.Request.Headers;
        _key = PlacementKey.Of(headers[CallerHeaders.Tenant].ToString(), context.Request.Path.Value ?? "/");
        var entity = headers[ClientHeaders.Entity].ToString();
        First = choice.First(_key, entity.Length == 0 ? null : entity, maySpread: route.Repetition == Repetition.Prompt);
    }

    /// <summary>The silo that is asked first; null where none takes requests.</summary>
    public SiloDestination? First { get; }

    /// <summary>The silo that is asked next, where <see cref="MayFollow"/> granted it.</summary>
    public SiloDestination? Second
    {
        get
        {
            lock (_gate)
            {
                return _second;
            }
        }
    }

    /// <inheritdoc/>
    public bool MayFollow(AttemptOutcome outcome)
    {
        lock (_gate)
        {
            if (_second is null && IsAllowed(outcome) && _choice.Other(_key, First!) is { } other && IsPaid(outcome))
            {
                _second = other;
            }

            return _second is not null;
        }
    }

    private bool IsAllowed(AttemptOutcome outcome) => outcome switch
    {
        // Nobody has read the body either.
        AttemptOutcome.NoRoom or AttemptOutcome.NotSent => true,
        AttemptOutcome.TurnedAway => _body.IsRepeatable,
#if PLANTED_BUGS
        AttemptOutcome.Unknown when PlantedBugs.Is(PlantedBug.GatewayRepeatsChanges) => _body.IsRepeatable,
#endif
        AttemptOutcome.Unknown => _body.IsRepeatable && _route.Repetition != Repetition.Unbegun,
        _ => false,
    };

    /// <summary>What no silo has begun is no second load on any.</summary>
    private bool IsPaid(AttemptOutcome outcome) => outcome != AttemptOutcome.Unknown || _budget.TrySpend();
}
