using Berlin.Actors.Tests.Grains;

namespace Berlin.Actors.Tests;

public sealed class CopyTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private readonly string _key = Gates.NewName();

    private ICopyGrain Grain => fixture.Grains.GetGrain<ICopyGrain>(_key);

    [Fact]
    public async Task Arguments_ChangedByTheCallerAfterTheCall_AreNotChangedAtTheGrain()
    {
        int[] numbers = [1, 2, 3];
        List<string> words = ["a", "b"];
        Dictionary<string, int[]> groups = new() { ["x"] = [7, 8] };
        var call = Grain.KeepAsync(numbers, words, groups);
        numbers[0] = 100;
        words.Add("c");
        groups["x"][0] = 100;
        groups["y"] = [];
        await call;

        int[] kept = await Grain.NumbersAsync();
        Assert.Equal([1, 2, 3], kept);
        var (keptWords, keptGroups) = await Grain.RestAsync();
        Assert.Equal(["a", "b"], keptWords);
        Assert.Equal([7, 8], Assert.Single(keptGroups).Value);
    }

    [Fact]
    public async Task Results_ChangedByTheCaller_AreNotChangedAtTheGrain()
    {
        await Grain.KeepAsync([1], ["a"], new() { ["x"] = [7] });
        (await Grain.NumbersAsync())[0] = 100;
        var (words, groups) = await Grain.RestAsync();
        words.Clear();
        groups["x"][0] = 100;

        int[] kept = await Grain.NumbersAsync();
        Assert.Equal([1], kept);
        (words, groups) = await Grain.RestAsync();
        Assert.Equal(["a"], words);
        Assert.Equal([7], groups["x"]);
    }

    [Fact]
    public async Task MutableObjects_AreCopiedMemberByMember_OnTheWayInAndOut()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var basket = new Basket { Name = "n", Items = [new Item("taxi", 12.5m)], Counts = [1, 2] };
        basket.Stamp(at);
        var swapped = await Grain.SwapAsync(basket);
        basket.Items.Clear();
        swapped.Counts![0] = 100;
        swapped.Items.Add(new Item("bus", 1));

        var kept = await Grain.BasketAsync();
        Assert.Equal("n", kept.Name);
        Assert.Equal(new Item("taxi", 12.5m), Assert.Single(kept.Items));
        Assert.Equal([1, 2], kept.Counts!);
        Assert.Equal(at, kept.At);
    }

    [Fact]
    public async Task StructsAndOptionalValues_Cross()
    {
        var shape = new Shape { Points = [new Point(10, 20)] };
        Assert.Equal(new Point(11, 22), await Grain.MoveAsync(new Point(1, 2), shape));
        Assert.Equal(new Point(10, 20), shape.Points[0]);
        Assert.Null(await Grain.MoveAsync(null, shape));
    }
}
