namespace Berlin.Grains.Tests.Hosting;

/// <summary>Fails as it is told.</summary>
[Alias("Berlin.Grains.Tests.IFailingGrain")]
public interface IFailingGrain : IGrainWithStringKey
{
    [Alias("FailAsync")]
    Task FailAsync(string failure);
}
