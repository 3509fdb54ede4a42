namespace Berlin.Actors.Tests.Grains;

public interface IFilteredGrain : IGrainWithStringKey
{
    Task ThrowAsync();

    Task<int> NegateAsync(int value);

    ValueTask<string> DescribeAsync();

    ValueTask NothingAsync();
}

/// <summary>A grain that filters its own calls.</summary>
public class FilteredGrain : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    public Task ThrowAsync() => throw new InvalidOperationException("raw");

    public Task<int> NegateAsync(int value) => Task.FromResult(value);

    public ValueTask<string> DescribeAsync() => ValueTask.FromResult("method");

    public ValueTask NothingAsync() => ValueTask.CompletedTask;

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.Result is string text)
        {
            context.Result = $"own({text})";
        }
    }
}
