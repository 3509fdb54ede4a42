namespace Berlin.Actors.State;

/// <summary>A persistent state as its activation sees it, whatever its type.</summary>
internal interface IStateRecord
{
    Task ReadStateAsync();
}
