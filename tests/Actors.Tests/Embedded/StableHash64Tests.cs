using Berlin.Actors.Placement;

namespace Berlin.Actors.Tests.Embedded;

public sealed class StableHash64Tests
{
    [Fact]
    public void Hash_SpreadsSequentialKeys()
    {
        const int Buckets = 16;
        const int Keys = 16_000;
        var counts = new int[Buckets];
        for (var key = 0; key < Keys; key++)
        {
            counts[GrainId.Create("model", $"tenant/{key}").StableHash64 % Buckets]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void Hash_TellsTypeFromKey() => Assert.NotEqual(GrainId.Create("a", "bc").StableHash64, GrainId.Create("ab", "c").StableHash64);

    /// <summary>Vectors by an independent implementation in Python of the definition in <see cref="StableHash64"/>.</summary>
    [Theory]
    [MemberData(nameof(GoldenVectors))]
    public void Hash_NeverChanges(string text, ulong expected) => Assert.Equal(expected, StableHash64.Of(text));

    public static TheoryData<string, ulong> GoldenVectors() => new()
    {
        { "", 11286133854226296554UL },
        { "a", 8284720030369537118UL },
        { "tenant/account-suggest", 13805730263164031190UL },
        { "Größe/模型", 4060505141599241474UL },
    };
}
