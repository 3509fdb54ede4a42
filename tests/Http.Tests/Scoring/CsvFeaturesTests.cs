using System.Text;
using System.Text.Json;
using Berlin.Grains.Models;
using Berlin.Silo.Http;
using Berlin.Silo.Http.Features;
using Berlin.Silo.Http.Json;
using Berlin.Silo.Http.Scoring;
using Berlin.Silo.Http.Scoring.Csv;

namespace Berlin.Http.Tests.Scoring;

/// <summary>Cells become the very bytes that the same values in JSON become, however the input is cut into pieces.</summary>
public sealed class CsvFeaturesTests(ITestOutputHelper output)
{
    private static readonly HttpLimitsOptions Limits = new();

    private static readonly string[] Fields = ["b\"q", "a", "z_number", "c\\d"];

    private static readonly string[] Texts = ["", "taxi", "a,b", "\"", "\"\"x\"\"", "line\nend", "\r\n", "\u0001\u001f", "tab\t", "über €", "😀", "\\", " spaced ", "15\" monitor"];

    private static readonly string[] Numbers = ["", "0", "-0", "12.50", "1e5", "1E-7", "0.000001", "123456789012345678901234", "-0.10", "9007199254740993", "1e-400"];

    private static ModelDefinition Definition => ScoringModel.Definition with
    {
        Features = [.. Fields.Select(name => new FeatureDefinition { Field = name, Type = name == "z_number" ? "number" : name == "a" ? "category" : "text" })],
    };

    [Fact]
    public void Cells_OfRandomRows_AreCanonicalAsInJson()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 500).Select(_ => Fields.Select(field => Pick(random, field == "z_number" ? Numbers : Texts)).ToArray()).ToArray();
        var csv = new StringBuilder("id,entity,ignored," + string.Join(',', Fields.Select(Quote)) + "\n");
        foreach (var row in rows)
        {
            csv.Append(",,x");
            foreach (var cell in row)
            {
                csv.Append(',').Append(cell.AsSpan().ContainsAny("\",\r\n") || random.Next(3) == 0 ? Quote(cell) : cell);
            }

            csv.Append(random.Next(2) == 0 ? "\r\n" : "\n");
        }

        var read = Read(Encoding.UTF8.GetBytes(csv.ToString()), random);
        Assert.Equal(rows.Select(Canonical), read);
    }

    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];

    private static string Quote(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The slow reference: JSON text of the row, read by the reader that predictions have.</summary>
    private static string Canonical(string[] row)
    {
        var members = Fields.Zip(row).Where(cell => cell.Second.Length > 0)
            .Select(cell => $"{JsonSerializer.Serialize(cell.First)}:{(cell.First == "z_number" ? cell.Second : JsonSerializer.Serialize(cell.Second))}");
        var document = Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}");
        var reader = new Utf8JsonReader(document);
        reader.Read();
        Assert.Null(new FeaturesReader(Limits).Read(ref reader, document, 0, new JsonPath(null, 0), out var canonical));
        return Encoding.UTF8.GetString(canonical);
    }

    /// <summary>Reads the input in pieces of random lengths.</summary>
    private static List<string> Read(byte[] csv, Random random)
    {
        var reader = new CsvRowReader(Definition, Limits, new ScoringOptions());
        var slice = new RowSlice(1, 1000, defaultEntity: null);
        var (start, end) = (0, 0);
        int consumed;
        while (!reader.TryReadStart(csv.AsSpan(start, end - start), end == csv.Length, out consumed))
        {
            end = Math.Min(csv.Length, end + random.Next(1, 20));
        }

        start += consumed;
        while (true)
        {
            var isRow = reader.TryRead(csv, start, end, end == csv.Length, slice, out consumed);
            start += consumed;
            if (!isRow && end == csv.Length)
            {
                Assert.All(slice.Rows, row => Assert.Null(row.Fault));
                return [.. slice.Ask(0, slice.InstanceCount, 1).Instances.Select(Encoding.UTF8.GetString)];
            }

            end = isRow ? end : Math.Min(csv.Length, end + random.Next(1, 20));
        }
    }
}
