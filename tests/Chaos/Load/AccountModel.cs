using System.Globalization;

namespace Berlin.Chaos.Load;

/// <summary>
/// The model that tests of durability ask and teach: its definition, and its observations by number. What a row holds follows
/// from its number alone, so that sending it again sends the same, and anybody can say what must be stored.
/// </summary>
internal static class AccountModel
{
    /// <summary>The definition, for <c>PUT /v1/models/{model}</c>.</summary>
    public const string Definition = """
        {
          "kind": "online",
          "learner": {"type": "multinomial-naive-bayes", "alpha": 1},
          "features": [
            {"field": "text", "type": "text", "ngrams": [1, 2]},
            {"field": "amount", "type": "number", "buckets": "log2"}
          ],
          "target": "account",
          "entities": true
        }
        """;

    /// <summary>Different entities of a model.</summary>
    public const int Entities = 7;

    /// <summary>Consecutive rows that are about one subject.</summary>
    private const int RowsOfASubject = 40;

    private const int IdPrefixCharacters = 4;

    private static readonly string[] Words = ["taxi", "hotel", "fuel", "paper", "lunch", "train", "rent", "phone", "books", "milk"];

    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"row-{number:D7}");

    /// <summary>The inverse of <see cref="Id"/>.</summary>
    public static int NumberOf(string id) => int.Parse(id.AsSpan(IdPrefixCharacters), NumberStyles.None, CultureInfo.InvariantCulture);

    public static int SubjectOf(int number) => number / RowsOfASubject;

    public static string Subject(int number) => $"s{SubjectOf(number)}";

    public static string Entity(int number) => $"e{number % Entities}";

    public static string Target(int number) => $"{2700 + (new Random(number).Next() % 40)}";

    /// <summary>The features as JSON.</summary>
    public static string Features(int number)
    {
        var row = new Random(number);
        var amount = (row.Next(-200_000, 2_000_000) / 100.0).ToString(CultureInfo.InvariantCulture);
        var text = string.Join(' ', Enumerable.Range(0, row.Next(1, 6)).Select(_ => Words[row.Next(Words.Length)]));
        return $$"""{"text":"{{text}}","amount":{{amount}}}""";
    }

    /// <summary>The observation as a line of JSON.</summary>
    public static string Observation(int number) =>
        $$"""{"id":"{{Id(number)}}","features":{{Features(number)}},"target":"{{Target(number)}}","entity":"{{Entity(number)}}","subject":"{{Subject(number)}}"}""";

    /// <summary>A row of a job: what is asked for nobody in particular.</summary>
    public static string Row(int number) => $$"""{"features":{{Features(number)}}}""";

    /// <summary>A question to the model, to one of its entities where one is named.</summary>
    public static string Question(int number, bool ofEntity) => ofEntity
        ? $$"""{"features":{{Features(number)}},"entity":"{{Entity(number)}}","top":3}"""
        : $$"""{"features":{{Features(number)}},"top":3}""";
}
