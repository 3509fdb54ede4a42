using System.Globalization;
using System.Text;

namespace Berlin.Bench.Http;

/// <summary>Request bodies like bookings: a few words out of thousands, an amount, one of fifty accounts.</summary>
internal sealed class Bodies(int seed)
{
    private readonly Random random = new(seed);

    public byte[] Observations(int request, int count)
    {
        var rows = Enumerable.Range(0, count)
            .Select(row => $$"""{"id":"r{{request}}-{{row}}","features":{{Features()}},"target":"{{2700 + Skewed(50)}}"}""");
        return Encoding.UTF8.GetBytes($$"""{"observations":[{{string.Join(',', rows)}}]}""");
    }

    public byte[] Predict() => Encoding.UTF8.GetBytes($$"""{"features":{{Features()}},"top":3}""");

    private string Features()
    {
        var words = Enumerable.Range(0, 2 + random.Next(4)).Select(_ => $"word{Skewed(5_000)}");
        var amount = (random.Next(100_000) / 100.0).ToString(CultureInfo.InvariantCulture);
        return $$"""{"text":"{{string.Join(' ', words)}}","amount":{{amount}}}""";
    }

    // Few are frequent, many are rare.
    private int Skewed(int count) => (int)(count * Math.Pow(random.NextDouble(), 3));
}
