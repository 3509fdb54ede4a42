using System.Security.Cryptography;
using System.Text.Json;

namespace Berlin.Learning.Tests;

/// <summary>What scikit-learn and Berlin both learn: made from a seed, so that stored answers belong to it.</summary>
/// <remarks>
/// The first thousand rows hold each of the 20,000 columns at least once, in random order; a class is new every thirty rows or so until the end, some rows
/// are empty, and some probes are empty or long.
/// </remarks>
internal sealed record ParityStream(double Alpha)
{
    private const int Seed = 20_260;

    private const int NonZeros = 20;

    public int Columns => 20_000;

    public int Classes => 60;

    /// <summary>After the first not all columns have occurred, after the others they have.</summary>
    public int[] Checkpoints => [300, 1_100, 1_500, 2_000];

    public List<TestRow> Rows { get; } = [];

    public List<TestRow> Probes { get; } = [];

    public static ParityStream Make(double alpha)
    {
        var stream = new ParityStream(alpha);
        var random = new Random(Seed);
        var shuffled = Enumerable.Range(0, stream.Columns).ToArray();
        random.Shuffle(shuffled);
        var seen = 0;
        for (var i = 0; i < stream.Checkpoints[^1]; i++)
        {
            var classId = i >= seen * 33 && seen < stream.Classes ? seen++ : random.Next(seen);
            stream.Rows.Add(i < stream.Columns / NonZeros
                ? OneEach(shuffled.AsSpan(i * NonZeros, NonZeros), classId)
                : TestRow.Of(random, stream.Columns, classId, i % 50 == 0 ? 0 : random.Next(1, 2 * NonZeros)));
        }

        for (var i = 0; i < 24; i++)
        {
            stream.Probes.Add(TestRow.Of(random, stream.Columns, classId: i % 5, length: i * i / 4));
        }

        return stream;
    }

    /// <summary>What the script reads.</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(new { Alpha, Columns, Classes, Checkpoints, Rows, Probes, digest = Digest() }, JsonSerializerOptions.Web);

    /// <summary>SHA-256 of the rows; stored answers name the one they belong to.</summary>
    public string Digest() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { Alpha, Rows, Probes })));

    private static TestRow OneEach(ReadOnlySpan<int> columns, int classId)
    {
        int[] sorted = [.. columns];
        Array.Sort(sorted);
        return new TestRow(sorted, [.. sorted.Select(column => 1 + (column % 3))], classId);
    }
}
