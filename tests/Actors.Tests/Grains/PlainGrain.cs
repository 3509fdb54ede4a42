using Orleans.Concurrency;

namespace Berlin.Actors.Tests.Grains;

public interface IPlainGrain : IGrainWithStringKey
{
    [AlwaysInterleave]
    Task<string> KeyAsync();

    Task<string> KeyByReferenceAsync();
}

/// <summary>A grain that derives from nothing.</summary>
public sealed class PlainGrain(IGrainContext context) : IGrainBase, IPlainGrain
{
    public IGrainContext GrainContext => context;

    public Task<string> KeyAsync() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<string> KeyByReferenceAsync() => this.AsReference<IPlainGrain>().KeyAsync();
}
