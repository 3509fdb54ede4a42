using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Storage;

namespace Berlin.Actors.State;

/// <summary>The persistent states that a grain class's constructor asks for; read from its parameters once.</summary>
internal sealed class StateRecords
{
    /// <summary>Name of the store that is used where none is named.</summary>
    public const string DefaultStore = "Default";

    private readonly List<Func<IServiceProvider, GrainId, object>> _makers = [];

    public StateRecords(Type grainClass)
    {
        List<Type> types = [];
        foreach (var parameter in ConstructorOf(grainClass).GetParameters())
        {
            if (parameter.GetCustomAttributes().OfType<IPersistentStateConfiguration>().SingleOrDefault() is { } wanted)
            {
                types.Add(parameter.ParameterType);
                _makers.Add(MakerOf(grainClass, parameter, wanted));
            }
        }

        Types = [.. types];
    }

    /// <summary>Types of the parameters, in order.</summary>
    public Type[] Types { get; }

    public object[] Make(IServiceProvider services, GrainId grainId) => [.. _makers.Select(make => make(services, grainId))];

    private static ConstructorInfo ConstructorOf(Type grainClass)
    {
        var constructors = grainClass.GetConstructors();
        return constructors.FirstOrDefault(candidate => candidate.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.MaxBy(candidate => candidate.GetParameters().Length)
            ?? throw new OrleansConfigurationException($"{grainClass} has no public constructor.");
    }

    private static Func<IServiceProvider, GrainId, object> MakerOf(Type grainClass, ParameterInfo parameter, IPersistentStateConfiguration wanted)
    {
        if (!parameter.ParameterType.IsConstructedGenericType || parameter.ParameterType.GetGenericTypeDefinition() != typeof(IPersistentState<>))
        {
            throw new OrleansConfigurationException($"Parameter {parameter.Name} of {grainClass} is a persistent state; its type must be IPersistentState<T>, not {parameter.ParameterType}.");
        }

        var make = typeof(StateRecords).GetMethod(nameof(MakeRecord), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(parameter.ParameterType.GenericTypeArguments)
            .CreateDelegate<Func<IGrainStorage, string, GrainId, object>>();
        var store = wanted.StorageName ?? DefaultStore;
        return (services, grainId) => make(
            services.GetKeyedService<IGrainStorage>(store)
                ?? throw new OrleansConfigurationException($"{grainClass} keeps state in the store '{store}', which the silo does not have."),
            wanted.StateName,
            grainId);
    }

    private static StateRecord<TState> MakeRecord<TState>(IGrainStorage store, string name, GrainId grainId) => new StateRecord<TState>(store, name, grainId);
}
