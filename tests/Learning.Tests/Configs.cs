using System.Buffers;
using System.Text;

namespace Berlin.Learning.Tests;

/// <summary>Configs and bytes that many tests start from.</summary>
internal static class Configs
{
    public static OnlineClassifierConfig Bookings { get; } = new()
    {
        Features = [new TextFeature("text", new NgramRange(1, 2), Characters: null), new NumberFeature("amount"), new CategoryFeature("card")],
        Columns = new ColumnsConfig(ColumnMode.Vocabulary, ColumnsConfig.DefaultMax),
        Learner = new LearnerConfig(LearnerTypes.MultinomialNaiveBayes),
        MaxClasses = 1000,
    };

    public static OnlineClassifierConfig Hashed { get; } = Bookings with { Columns = new ColumnsConfig(ColumnMode.Hashing, 4096) };

    public static OnlineClassifierConfig Softmax { get; } =
        Bookings with { Learner = new LearnerConfig(LearnerTypes.SoftmaxRegression), Entities = true };

    /// <summary>Naive Bayes with another smoothing than the default.</summary>
    public static LearnerConfig NaiveBayes(double alpha) =>
        new(LearnerTypes.MultinomialNaiveBayes, new Dictionary<string, double> { ["alpha"] = alpha });

    public static byte[] Utf8(string json) => Encoding.UTF8.GetBytes(json);

    public static byte[] StateOf(OnlineClassifier classifier)
    {
        var output = new ArrayBufferWriter<byte>();
        classifier.Write(output);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] StateOf(ProgressiveMetrics metrics)
    {
        var output = new ArrayBufferWriter<byte>();
        metrics.Write(output);
        return output.WrittenSpan.ToArray();
    }
}
