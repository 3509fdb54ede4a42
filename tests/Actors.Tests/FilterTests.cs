using Berlin.Actors.Tests.Grains;
using Orleans.TestingHost;

namespace Berlin.Actors.Tests;

public sealed class FilterTests
{
    [Fact]
    public async Task IncomingFilters_SurroundCalls_InOrder_AndMapExceptionsAndResults()
    {
        await using var cluster = new TestClusterBuilder(1).AddSiloBuilderConfigurator<Filters>().Build();
        await cluster.DeployAsync();
        var key = Gates.NewName();
        var grain = cluster.GrainFactory.GetGrain<IFilteredGrain>(key);

        var failure = await Assert.ThrowsAsync<ArgumentException>(() => grain.ThrowAsync());
        Assert.Equal("mapped: raw", failure.Message);
        Assert.Equal(-5, await grain.NegateAsync(5));
        Assert.Equal("outer(delegate(own(method)))", await grain.DescribeAsync());
        await grain.NothingAsync();
        await cluster.StopAllSilosAsync();
    }

    private sealed class Filters : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder
            .AddIncomingGrainCallFilter<Outer>()
            .AddIncomingGrainCallFilter(async context =>
            {
                await context.Invoke();
                if (context.MethodName == nameof(IFilteredGrain.DescribeAsync))
                {
                    context.Result = $"delegate({context.Result})";
                }
            });
    }

    private sealed class Outer : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            try
            {
                await context.Invoke();
            }
            catch (InvalidOperationException exception)
            {
                throw new ArgumentException($"mapped: {exception.Message}");
            }

            if (context.InterfaceMethod.Name == nameof(IFilteredGrain.DescribeAsync) && context.ImplementationMethod.DeclaringType == typeof(FilteredGrain))
            {
                context.Result = $"outer({context.Result})";
            }
            else if (context.Result is int number && context.Request.GetArgumentCount() == 1 && context.Request.GetArgument(0) is int argument && argument == number)
            {
                context.Result = -number;
            }
        }
    }
}
