using Berlin.Actors.State;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Berlin.Actors.Grains;

/// <summary>The object of a grain class and what is made for it: its scope of services and its persistent states. Used in turns.</summary>
internal sealed class GrainObject(GrainClass grainClass, GrainId grainId, IGrainContext context)
{
    private AsyncServiceScope? _scope;

    /// <summary>The object; null until it is made.</summary>
    public IGrainBase? Instance { get; private set; }

    public IServiceProvider Services => _scope?.ServiceProvider ?? grainClass.Silo.Services;

    /// <summary>Makes the object, reads its states, runs <c>OnActivateAsync</c>.</summary>
    public async Task ActivateAsync()
    {
        var silo = grainClass.Silo;
        var scope = silo.Services.CreateAsyncScope();
        _scope = scope;
        scope.ServiceProvider.GetRequiredService<ActivationScope>().Context = context;
        var states = grainClass.MakeStates(scope.ServiceProvider, grainId);
        Instance = grainClass.Make(scope.ServiceProvider, states);
        using var timeout = new CancellationTokenSource(silo.Collection.ActivationTimeout, silo.Time);
        try
        {
            foreach (var state in states)
            {
                await ((IStateRecord)state).ReadStateAsync().WaitAsync(timeout.Token);
            }

            await Instance.OnActivateAsync(timeout.Token).WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException cancelled) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"{grainId} was not active within {silo.Collection.ActivationTimeout}.", cancelled);
        }
    }

    /// <summary>Runs <c>OnDeactivateAsync</c>, for as long as patience lasts.</summary>
    public async Task DeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        var silo = grainClass.Silo;
        using var timeout = new CancellationTokenSource(silo.Collection.DeactivationTimeout, silo.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await Instance!.OnDeactivateAsync(reason, either.Token).WaitAsync(either.Token);
    }

    public async Task DisposeAsync()
    {
        switch (Instance)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync();
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
            default:
                break;
        }

        if (_scope is { } scope)
        {
            await scope.DisposeAsync();
        }
    }
}
