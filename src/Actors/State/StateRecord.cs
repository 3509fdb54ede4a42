using Orleans.Runtime;
using Orleans.Storage;

namespace Berlin.Actors.State;

/// <summary>One persistent state of one activation.</summary>
internal sealed class StateRecord<TState>(IGrainStorage store, string name, GrainId grainId) : IPersistentState<TState>, IStateRecord
{
    private readonly GrainState<TState> _record = new(NewState());

    public TState State
    {
        get => _record.State!;
        set => _record.State = value;
    }

    public string? Etag => _record.ETag;

    public bool RecordExists => _record.RecordExists;

    public async Task ReadStateAsync()
    {
        await store.ReadStateAsync(name, grainId, _record);
        FillEmpty();
    }

    public Task WriteStateAsync() => store.WriteStateAsync(name, grainId, _record);

    public async Task ClearStateAsync()
    {
        await store.ClearStateAsync(name, grainId, _record);
        FillEmpty();
    }

    private static TState? NewState() =>
        typeof(TState).IsValueType || typeof(TState).GetConstructor(Type.EmptyTypes) is null ? default : Activator.CreateInstance<TState>();

    private void FillEmpty()
    {
        if (!_record.RecordExists && _record.State is null)
        {
            _record.State = NewState();
        }
    }
}
