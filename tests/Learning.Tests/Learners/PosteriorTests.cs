namespace Berlin.Learning.Tests;

public sealed class PosteriorTests
{
    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void FindBest_RandomScoresWithTies_EqualsASort(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
        {
            var scores = Enumerable.Range(0, random.Next(1, 60)).Select(_ => (double)random.Next(12)).ToArray();
            var best = new int[random.Next(1, scores.Length + 1)];

            Posterior.FindBest(scores, best);

            var expected = Enumerable.Range(0, scores.Length).OrderByDescending(c => scores[c]).ThenBy(c => c).Take(best.Length);
            Assert.Equal(expected, best);
            Assert.All(best.Index(), item => Assert.Equal(item.Index, Posterior.RankOf(item.Item, scores)));
        }
    }

    [Theory]
    [InlineData(-1e6, 0.0)]
    [InlineData(0.0, 1e6)]
    [InlineData(-745.0, -746.0)]
    public void Normalize_ScoresFarApart_SumsToOne(double first, double second)
    {
        double[] scores = [first, second, first];

        Posterior.Normalize(scores);

        Assert.Equal(1, scores.Sum(Math.Exp), precision: 12);
    }
}
