using System.Globalization;
using System.Text.Json;

namespace Berlin.Bench.Http.Throughput;

/// <summary>The bookings of samples/birmingham as request bodies.</summary>
internal static class Bookings
{
    public const int Learned = 10_000;
    private const int Asked = 2_000;
    private const int BatchSize = 500;

    /// <summary>The definition that the demo uses.</summary>
    public const string Definition = """
        {"kind":"online","learner":{"type":"multinomial-naive-bayes"},"target":"account",
         "features":[{"field":"text","type":"text","ngrams":[1,2]},{"field":"amount","type":"number"}]}
        """;

    /// <summary>Bodies of observations, in the order of the bookings.</summary>
    public static IEnumerable<string> Observations() =>
        Rows().Take(Learned).Select((row, index) => $$"""{"id":"b{{index}}","features":{{row.Features}},"target":{{JsonSerializer.Serialize(row.Account)}}}""")
            .Chunk(BatchSize).Select(rows => $$"""{"observations":[{{string.Join(',', rows)}}]}""");

    /// <summary>Bodies of predictions of the bookings that come next.</summary>
    public static IEnumerable<string> Predictions() =>
        Rows().Skip(Learned).Take(Asked).Select(row => $$"""{"features":{{row.Features}},"top":3}""");

    // date, card, merchant, amount, account code, account name; no field of this file is quoted.
    private static IEnumerable<(string Features, string Account)> Rows()
    {
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "samples", "birmingham", "bookings.csv")).Skip(1))
        {
            var fields = line.Split(',');
            var amount = double.Parse(fields[3], CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
            yield return ($$"""{"text":{{JsonSerializer.Serialize(fields[2])}},"amount":{{amount}}}""", fields[4]);
        }
    }
}
