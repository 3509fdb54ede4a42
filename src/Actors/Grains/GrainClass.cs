using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Berlin.Actors.Grains;

/// <summary>What all activations of a grain class on one silo share. Read from attributes and options once.</summary>
internal sealed class GrainClass
{
    private readonly ObjectFactory _factory;

    public GrainClass(GrainType grainType, Type type, SiloServices silo)
    {
        GrainType = grainType;
        Type = type;
        Silo = silo;
        Filters = [.. silo.Services.GetServices<IIncomingGrainCallFilter>()];
        HasFilters = Filters.Length > 0 || typeof(IIncomingGrainCallFilter).IsAssignableFrom(type);
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute));
        CollectionAge = AgeOf(type, silo.Collection);
        MailboxLimit = silo.Messaging.MaxEnqueuedRequestsHardLimit is > 0 and var limit ? limit : EngineBounds.MailboxLimit;
        _factory = ActivatorUtilities.CreateFactory(type, []);
    }

    public GrainType GrainType { get; }

    public Type Type { get; }

    public SiloServices Silo { get; }

    public IIncomingGrainCallFilter[] Filters { get; }

    public bool HasFilters { get; }

    public bool IsReentrant { get; }

    /// <summary>How long an activation may be idle; <see cref="Timeout.InfiniteTimeSpan"/> = for ever.</summary>
    public TimeSpan CollectionAge { get; }

    /// <summary>Calls that may wait at one activation.</summary>
    public int MailboxLimit { get; }

    public IGrainBase Make(IServiceProvider services) => _factory(services, []) as IGrainBase
        ?? throw new InvalidOperationException($"{Type} is not a grain class: it implements no {nameof(IGrainBase)}.");

    private static TimeSpan AgeOf(Type type, GrainCollectionOptions options)
    {
        if (type.IsDefined(typeof(KeepAliveAttribute)))
        {
            return Timeout.InfiniteTimeSpan;
        }

        return options.ClassSpecificCollectionAge.TryGetValue(type.FullName!, out var age)
            ? age
            : type.GetCustomAttribute<CollectionAgeLimitAttribute>()?.AgeLimit ?? options.CollectionAge;
    }
}
