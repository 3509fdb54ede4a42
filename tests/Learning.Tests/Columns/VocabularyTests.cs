using System.Text;

namespace Berlin.Learning.Tests;

public sealed class VocabularyTests
{
    [Theory]
    [InlineData(51)]
    [InlineData(52)]
    public void FindOrAdd_RandomKeys_NumbersThemInOrderOfAppearance(int seed)
    {
        var random = new Random(seed);
        var vocabulary = new Vocabulary(max: 3000);
        var expected = new Dictionary<string, int>();
        for (var i = 0; i < 20_000; i++)
        {
            var text = $"key {random.Next(5000)}";
            var column = FindOrAdd(vocabulary, text);
            if (!expected.TryGetValue(text, out var known))
            {
                known = expected.Count < 3000 ? expected[text] = expected.Count : -1;
            }

            Assert.Equal(known, column);
        }

        Assert.Equal(3000, vocabulary.Count);
        Assert.All(expected, item => Assert.Equal(item.Key, Encoding.UTF8.GetString(vocabulary.KeyOf(item.Value))));
    }

    [Fact]
    public void Find_UnknownKey_HasNoColumnAndAddsNone()
    {
        var vocabulary = new Vocabulary(max: 10);
        FindOrAdd(vocabulary, "known");

        Assert.Equal(-1, vocabulary.Find("unknown"u8, StableHash.Of("unknown"u8)));
        Assert.Equal(0, vocabulary.Find("known"u8, StableHash.Of("known"u8)));
        Assert.Equal(1, vocabulary.Count);
    }

    [Fact]
    public void FindOrAdd_KeysOfEqualHash_StayApart()
    {
        var vocabulary = new Vocabulary(max: 10);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(i, vocabulary.FindOrAdd(Encoding.UTF8.GetBytes($"{i}"), hash: 0));
        }

        Assert.Equal(4, vocabulary.Find("4"u8, hash: 0));
    }

    private static int FindOrAdd(Vocabulary vocabulary, string text)
    {
        var key = Encoding.UTF8.GetBytes(text);
        return vocabulary.FindOrAdd(key, StableHash.Of(key));
    }
}
