using System.Globalization;
using System.Text.Json;
using CsvHelper;

namespace Berlin.Learning.Bench;

/// <summary>One line of the purchase-card files: what it says, whose card it was, and the account it was booked on.</summary>
internal sealed record Booking(string Date, string Card, byte[] Features, string Account)
{
    /// <summary>The bookings of every CSV file in a folder, in order of date; ties stay in the order of the files' names and lines.</summary>
    public static IReadOnlyList<Booking> ReadFolder(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal).SelectMany(ReadFile).OrderBy(booking => booking.Date, StringComparer.Ordinal)];

    /// <summary>The city's own files name the amount with its currency; the sample in this repository does not.</summary>
    private static IEnumerable<Booking> ReadFile(string path)
    {
        using var csv = new CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var amount = csv.HeaderRecord!.Contains("amount_gbp") ? "amount_gbp" : "amount";
        while (csv.Read())
        {
            var features = JsonSerializer.SerializeToUtf8Bytes(new { amount = csv.GetField<decimal>(amount), text = csv.GetField("merchant") });
            yield return new Booking(csv.GetField("date")!, csv.GetField("card")!, features, csv.GetField("account_code")!);
        }
    }
}
