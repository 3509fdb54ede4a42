using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;

namespace Orleans.Runtime.Hosting;

/// <summary>Registers stores of grain state.</summary>
public static class StorageProviderExtensions
{
    /// <summary>Registers a store under a name; <c>Default</c> is the one that <see cref="PersistentStateAttribute"/> uses without a name.</summary>
    /// <typeparam name="T">The store.</typeparam>
    /// <param name="collection">Services of the silo.</param>
    /// <param name="name">The name.</param>
    /// <param name="implementationFactory">Makes the store, once.</param>
    public static IServiceCollection AddGrainStorage<T>(
        this IServiceCollection collection, string name, Func<IServiceProvider, string, T> implementationFactory)
        where T : IGrainStorage
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentException.ThrowIfNullOrEmpty(name);
        collection.AddKeyedSingleton<IGrainStorage>(name, (services, _) => implementationFactory(services, name));
        if (name == Berlin.Actors.State.StateRecords.DefaultStore)
        {
            collection.TryAddSingleton(services => services.GetRequiredKeyedService<IGrainStorage>(name));
        }

        return collection;
    }
}
