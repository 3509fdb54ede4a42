using System.Reflection;
using Berlin.Actors.State;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Berlin.Actors.Grains;

/// <summary>What all activations of a grain class on one silo share. Read from attributes and options once.</summary>
internal sealed class GrainClass
{
    private readonly StateRecords _states;
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
        MaxWorkers = type.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 0;
        var limit = IsStatelessWorker ? silo.Messaging.MaxEnqueuedRequestsHardLimit_StatelessWorker : silo.Messaging.MaxEnqueuedRequestsHardLimit;
        MailboxLimit = limit > 0 ? limit : EngineBounds.MailboxLimit;
        _states = new StateRecords(type);
        _factory = ActivatorUtilities.CreateFactory(type, _states.Types);
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

    /// <summary>Activations that a stateless worker may have on a silo; 0 for other classes.</summary>
    public int MaxWorkers { get; }

    public bool IsStatelessWorker => MaxWorkers > 0;

    /// <summary>The persistent states of a new activation, not read yet.</summary>
    public object[] MakeStates(IServiceProvider services, GrainId grainId) => _states.Make(services, grainId);

    public IGrainBase Make(IServiceProvider services, object[] states) => _factory(services, states) as IGrainBase
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
