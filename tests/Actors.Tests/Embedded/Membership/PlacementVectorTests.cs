using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Berlin.Actors.Clustering;

namespace Berlin.Actors.Tests.Embedded.Membership;

/// <summary>Processes and releases that compute different places for a key would both hold themselves for its owner.</summary>
public sealed class PlacementVectorTests
{
    private const int KeysPerVector = 1000;

    private static readonly ClusterView View = ViewOf(7);

    /// <summary>
    /// SHA-256 over the orders of 1,000 keys each, by an independent implementation in Python of the definitions in
    /// <c>StableHash64</c> and <c>Rendezvous</c>.
    /// </summary>
    [Theory]
    [InlineData(0, "05E19FCA67D1914057EC1385CBEA0AEB66B2B2C560067E161B678BCC3AD90C96")]
    [InlineData(1, "1FCF3455F900E8E54693C2A679336A26A77566A860EA52375ED20A01D4112F8F")]
    [InlineData(2, "7E6346CF302CF2E0D5500FEB9DC2615FAEE011980226E66EFA6CFA67720238C8")]
    [InlineData(3, "2D765F6E24FA6B9E1051125CEF85BE41CF7FF4BFB4F1EAFC3C3D4CDCB4A8F264")]
    [InlineData(4, "E93EB25C7653C75B921F98A405F380CF99A63452FCB1B2119FD2DCA9E6582458")]
    [InlineData(5, "2ECAFC39E42B2FCCA482D1D3335892E49782755B5A5749299DC0F473E405A6D6")]
    [InlineData(6, "7B1690EE9E1AA07B120FA3BBE01AF51D16B97C8AD8C39C95408606679E6C3CB4")]
    [InlineData(7, "85D9B4F3C1130F5F82DA2CD6FA2CEA7E2B4461B32DB33A3681D34E3C039BF5A3")]
    [InlineData(8, "320C3BD95AFE89C67402C99B485ED465D8407C46191B6A4C4E26153611B33686")]
    [InlineData(9, "374E9929F5E5741780A00EA101CF4E8925C0C36D3BC42D47FA7108E016E22357")]
    public void Order_NeverChanges(int vector, string expected)
    {
        var orders = new StringBuilder();
        foreach (var key in Keys.Skip(vector * KeysPerVector).Take(KeysPerVector))
        {
            orders.AppendJoin(null, View.Order(key).Select(member => member.Name[^1])).Append('\n');
        }

        Assert.Equal(expected, Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(orders.ToString()))));
    }

    [Fact]
    public void Owner_IsTheFirstOfTheOrder_WhateverTheTypeOfTheGrain() => Assert.All(Keys, key =>
    {
        var first = View.Order(key)[0];
        Assert.Same(first, View.OwnerOf(GrainId.Create("model", key)));
        Assert.Same(first, View.OwnerOf(GrainId.Create("trainer", key)));
    });

    [Fact]
    public void Owner_IsActive_AndTheNextOfTheOrderOtherwise()
    {
        var members = View.Members.Select((member, index) => index % 3 == 0 ? member with { Status = SiloStatus.Leaving } : index % 3 == 1 ? member with { Status = SiloStatus.Joining } : member);
        var half = new ClusterView(2, [.. members]);
        Assert.All(Keys.Take(KeysPerVector), key =>
        {
            var expected = View.Order(key).First(member => half.Find(member.Identity)!.Status == SiloStatus.Active);
            Assert.Equal(expected.Identity, half.OwnerOf(GrainId.Create("model", key))!.Identity);
        });
    }

    [Fact]
    public void Owner_IsTheSame_ForASiloThatCameBack()
    {
        var again = new ClusterView(2, [.. View.Members.Select(member => member with { Identity = member.Identity with { Generation = member.Identity.Generation + 100 } })]);
        Assert.All(Keys.Take(KeysPerVector), key => Assert.Equal(View.Order(key).Select(member => member.Name), again.Order(key).Select(member => member.Name)));
    }

    private static IEnumerable<string> Keys => Enumerable.Range(0, 10 * KeysPerVector).Select(index => $"tenant-{index % 97}/model-{index}");

    private static ClusterView ViewOf(int silos) => new(1, [.. Enumerable.Range(1, silos).Select(index => new SiloMember(
        new SiloIdentity($"silo-{index}", index), string.Empty, null, SiloStatus.Active, default, ImmutableSortedDictionary<string, string>.Empty))]);
}
