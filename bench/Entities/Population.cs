using System.Globalization;
using System.Text;

namespace Berlin.Bench.Entities;

/// <summary>
/// Customers by size: the first has 1,000 observations, the last 10, those between follow a power law. Each uses some of
/// 5,000 words and a few of 200 accounts of its own choice.
/// </summary>
internal sealed class Population(int entities, int seed)
{
    private const int LargestSize = 1_000;
    private const int SmallestSize = 10;
    private const int Words = 5_000;
    private const int Accounts = 200;

    // So that the size falls from the largest to the smallest over all entities.
    private readonly double _exponent = Math.Log((double)LargestSize / SmallestSize) / Math.Log(entities);

    public int Entities => entities;

    public static string Name(int entity) => $"agreement{entity}";

    public int SizeOf(int entity) => Math.Max(SmallestSize, (int)Math.Round(LargestSize * Math.Pow(entity + 1, -_exponent)));

    public long Observations => Enumerable.Range(0, entities).Sum(entity => (long)SizeOf(entity));

    /// <summary>Every observation once, the entities shuffled among each other as they would arrive.</summary>
    public IEnumerable<(int Entity, int Number)> Arrivals()
    {
        // Round after round: those that are small are done early, like customers that left.
        var order = Enumerable.Range(0, entities).ToArray();
        new Random(seed).Shuffle(order);
        for (var round = 0; ; round++)
        {
            var arrived = false;
            foreach (var entity in order)
            {
                if (round < SizeOf(entity))
                {
                    arrived = true;
                    yield return (entity, round);
                }
            }

            if (!arrived)
            {
                yield break;
            }
        }
    }

    public static void AppendObservation(StringBuilder lines, int entity, int number)
    {
        lines.Append(CultureInfo.InvariantCulture, $$"""{"id":"{{entity}}-{{number}}","features":""");
        AppendFeatures(lines, entity, number);
        lines.Append(CultureInfo.InvariantCulture, $$""","target":"{{Account(entity, number)}}","entity":"{{Name(entity)}}"}""").Append('\n');
    }

    public static string PredictBody(int entity, int number)
    {
        var body = new StringBuilder("{\"features\":");
        AppendFeatures(body, entity, number);
        return body.Append(CultureInfo.InvariantCulture, $$""","entity":"{{Name(entity)}}"}""").ToString();
    }

    private static void AppendFeatures(StringBuilder text, int entity, int number)
    {
        var random = new Random(HashCode(entity, number));
        text.Append("{\"text\":\"");
        for (var word = 0; word < 4; word++)
        {
            // Most words are those of the account, some are anybody's.
            var chosen = random.Next(4) == 0 ? random.Next(Words) : (Account(entity, number) * 17) + random.Next(12);
            text.Append(word == 0 ? "" : " ").Append("word").Append(chosen % Words);
        }

        text.Append(CultureInfo.InvariantCulture, $"\",\"amount\":{random.Next(100_000) / 100.0}}}");
    }

    // A dozen accounts each, the first ones often.
    private static int Account(int entity, int number) =>
        2_000 + (((entity * 31) + (int)(12 * Math.Pow(new Random(HashCode(number, entity)).NextDouble(), 2))) % Accounts);

    private static int HashCode(int first, int second) => unchecked((first * 16_777_619) ^ (second * (int)2_166_136_261));
}
