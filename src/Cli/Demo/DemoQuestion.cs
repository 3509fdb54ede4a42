using System.Globalization;
using Berlin.Client;

namespace Berlin.Cli.Demo;

/// <summary>A line as a bookkeeper types it.</summary>
/// <param name="Text">What was bought, or where.</param>
/// <param name="Amount">Amount in pounds.</param>
/// <param name="Card">The card whose own bookings count for it, or null.</param>
internal sealed record DemoQuestion(string Text, double Amount, string? Card = null)
{
    /// <summary>The lines that the demo asks about; none of them stands in the sample as it is.</summary>
    public static IReadOnlyList<DemoQuestion> All { get; } =
    [
        new("tfl taxi fare london", 20.00),
        new("hotel conference london", 150.00),
        new("esso petrol station", 61.30),
        new("supermarket food sainsburys", 25.40),
        new("software adobe subscription", 49.99),
    ];

    /// <summary>One line asked twice: for anybody, and for a card that buys something else there.</summary>
    public static IReadOnlyList<DemoQuestion> OfTwoMinds { get; } = [new("asda", 60.00), new("asda", 60.00, "K0450")];

    /// <summary>The amount as people write it.</summary>
    public string AmountText => Amount.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>The line as the model takes it.</summary>
    public IReadOnlyDictionary<string, FeatureValue> ToFeatures()
    {
        return new Dictionary<string, FeatureValue> { ["text"] = Text, ["amount"] = Amount };
    }
}
