namespace Berlin.Learning.Tests;

/// <summary>Naive Bayes against scikit-learn, to 1e-9 in log probability.</summary>
/// <remarks>
/// <para>
/// What is comparable: scikit-learn smooths over the columns of its matrix, Berlin over the columns in use, so the reference is fitted
/// on the columns in use. From the second checkpoint on these are all 20,000, and the matrix is the whole one.
/// </para>
/// <para>To store new answers: <c>BERLIN_RECORD=tests/Learning.Tests/Parity</c> in the environment of the test that makes them.</para>
/// </remarks>
public sealed class SklearnParityTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<double, string> Streams => new() { { 1.0, "alpha-1.json" }, { 0.01, "alpha-0.01.json" } };

    [Theory]
    [MemberData(nameof(Streams))]
    public void Score_StoredAnswers_AreMet(double alpha, string file)
    {
        var stored = SklearnAnswers.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Parity", file)));

        AssertParity(ParityStream.Make(alpha), stored);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Score_AnswersMadeNow_AreMet(double alpha, string file)
    {
        var stream = ParityStream.Make(alpha);
        var (json, reason) = await SklearnAnswers.MakeAsync(stream);
        Assert.SkipWhen(json is null, reason);
        if (Environment.GetEnvironmentVariable("BERLIN_RECORD") is { } folder)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, file), json, TestContext.Current.CancellationToken);
        }

        AssertParity(stream, SklearnAnswers.Parse(json!));
    }

    private static void AssertParity(ParityStream stream, SklearnAnswers answers)
    {
        Assert.Equal(stream.Digest(), answers.Stream);
        Assert.Equal(stream.Checkpoints, answers.Checkpoints.Select(answer => answer.Checkpoint));
        Assert.Equal(stream.Columns, answers.Checkpoints[1].ColumnsInUse);
        var learner = new MultinomialNaiveBayes(Configs.NaiveBayes(stream.Alpha));
        var learned = 0;
        foreach (var answer in answers.Checkpoints)
        {
            foreach (var row in stream.Rows[learned..answer.Checkpoint])
            {
                learner.Learn(row.Row, row.ClassId);
            }

            learned = answer.Checkpoint;
            for (var i = 0; i < stream.Probes.Count; i++)
            {
                AssertNear(answer.LogProbabilities[i], LogProbabilities(learner, stream.Probes[i]));
            }
        }

        Assert.Equal(stream.Classes, learner.ClassCount);
    }

    private static double[] LogProbabilities(MultinomialNaiveBayes learner, TestRow probe)
    {
        var scores = new double[learner.ClassCount];
        learner.Score(probe.Row, scores);
        Posterior.Normalize(scores);
        return scores;
    }

    private static void AssertNear(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var c = 0; c < expected.Length; c++)
        {
            Assert.Equal(expected[c], actual[c], tolerance: Tolerance);
        }
    }
}
