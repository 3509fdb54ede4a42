using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Berlin.Actors.Tests.Grains;

public interface IStateGrain : IGrainWithStringKey
{
    Task<(bool Exists, int Count, string? Etag)> ReadAsync();

    Task<int> AddAsync(string line, bool write);

    Task ClearAsync();

    Task EndAsync();

    /// <summary>Writes the record behind the activation's back.</summary>
    Task DisturbAsync();

    /// <summary>Calls another grain's <see cref="AddAsync"/>, which fails, and tells its own activation.</summary>
    Task<bool> SurvivesFailureOfAsync(string other);
}

/// <summary>A record with a mutable part.</summary>
[GenerateSerializer]
public sealed class Ledger
{
    [Id(0)]
    public List<string> Lines { get; set; } = [];
}

public class StateGrain(
    [PersistentState("ledger", "memory")] IPersistentState<Ledger> ledger,
    [FromKeyedServices("memory")] IGrainStorage store) : Grain, IStateGrain
{
    private readonly object _identity = new();
    private int _countAtActivation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _countAtActivation = ledger.State.Lines.Count;
        return Task.CompletedTask;
    }

    public Task<(bool Exists, int Count, string? Etag)> ReadAsync() =>
        Task.FromResult((ledger.RecordExists, _countAtActivation, ledger.Etag));

    public async Task<int> AddAsync(string line, bool write)
    {
        ledger.State.Lines.Add(line);
        if (write)
        {
            await ledger.WriteStateAsync();
        }

        return ledger.State.Lines.Count;
    }

    public Task ClearAsync() => ledger.ClearStateAsync();

    public Task EndAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task DisturbAsync()
    {
        var record = new GrainState<Ledger>();
        await store.ReadStateAsync("ledger", this.GetGrainId(), record);
        record.State ??= new Ledger();
        record.State.Lines.Add("disturbed");
        await store.WriteStateAsync("ledger", this.GetGrainId(), record);
    }

    public async Task<bool> SurvivesFailureOfAsync(string other)
    {
        var before = _identity;
        try
        {
            await GrainFactory.GetGrain<IStateGrain>(other).AddAsync("line", write: true);
            return false;
        }
        catch (InconsistentStateException)
        {
            return ReferenceEquals(before, _identity);
        }
    }
}
