namespace Berlin.Actors.Tests.Grains;

/// <summary>An interface that two classes implement.</summary>
public interface ITwoFacedGrain : IGrainWithStringKey
{
    Task<int> FaceAsync();
}

public class FirstFaceGrain : Grain, ITwoFacedGrain
{
    public Task<int> FaceAsync() => Task.FromResult(1);
}

public class SecondFaceGrain : Grain, ITwoFacedGrain
{
    public Task<int> FaceAsync() => Task.FromResult(2);
}
