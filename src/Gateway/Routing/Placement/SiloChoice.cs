using System.Collections.Immutable;
using Berlin.Gateway.Routing.Health;
using Berlin.Gateway.Routing.Silos;

namespace Berlin.Gateway.Routing.Placement;

/// <summary>Chooses the silo for one attempt of a request. Never a silo that does not answer or turns requests away: no panic.</summary>
internal sealed class SiloChoice(SiloDestinations destinations, HotKeys hotKeys)
{
    /// <summary>The silo for a request's first attempt; null where none takes requests.</summary>
    /// <param name="key">The request's <see cref="PlacementKey"/>.</param>
    /// <param name="entity">Entity that the request names, whose learner stays on one silo; null where it names none.</param>
    /// <param name="maySpread">Whether any silo answers the request by itself, so that a hot key may be spread.</param>
    public SiloDestination? First(string key, string? entity, bool maySpread)
    {
        var view = destinations.Current;
        var candidates = Candidates(view.Order(key), except: null);
        var spread = maySpread ? Math.Min(hotKeys.CountAndSpread(key), candidates.Length) : Math.Min(1, candidates.Length);
        return spread switch
        {
            0 => null,
            1 => candidates[0],
            _ when entity is not null => Sticky(view, key, entity, candidates[..spread]),
            _ => candidates[..spread].MinBy(silo => silo.Slots.Taken),
        };
    }

    /// <summary>The silo for another attempt, the next one in the key's order; null where there is no other that takes requests.</summary>
    public SiloDestination? Other(string key, SiloDestination than) =>
        Candidates(destinations.Current.Order(key), than) is [var next, ..] ? next : null;

    /// <summary>By the order of the entity's own key, so that each gateway chooses the same silo, and few entities move when the spread changes.</summary>
    private static SiloDestination Sticky(DestinationsSnapshot view, string key, string entity, ImmutableArray<SiloDestination> among) =>
        view.Order($"{key}/{entity}").First(among.Contains);

    /// <summary>Those that are well; where nobody is, suspects and those that are new: a suspicion is no verdict.</summary>
    private static ImmutableArray<SiloDestination> Candidates(ImmutableArray<SiloDestination> order, SiloDestination? except)
    {
        if (except is null && order.All(silo => silo.Health.Condition == SiloCondition.Well))
        {
            return order;
        }

        var well = order.RemoveAll(silo => silo == except || silo.Health.Condition != SiloCondition.Well);
        return well.IsEmpty ? order.RemoveAll(silo => silo == except || silo.Health.Condition is not (SiloCondition.Suspect or SiloCondition.Unknown)) : well;
    }
}
