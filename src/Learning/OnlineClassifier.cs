using System.Buffers;

namespace Berlin.Learning;

/// <summary>Learns classes from features, one observation at a time, and predicts them.</summary>
/// <remarks>
/// <para>Not thread-safe, predicting included: it has one owner, and rows go through buffers that are reused.</para>
/// <para>
/// A deterministic function of the observations in their order: the same stream gives the same bytes on every processor, also when
/// it was written and read in between. Classes that score alike rank in the order of their first appearance.
/// </para>
/// <para>Features are one flat JSON object in UTF-8, each name once. Learning a row costs O(its bytes + non-zeros x classes touched).</para>
/// </remarks>
public sealed class OnlineClassifier
{
    private readonly FeatureExtractor _extractor;

    private readonly IColumnMap _columns;

    private readonly IOnlineLearner _learner;

    private readonly ClassLabels _labels = new();

    private readonly FeatureKeys _keys = new();

    private readonly RowBuffer _rows = new();

    private double[] _scores = [];

    private int[] _best = [];

    /// <summary>Makes a classifier that has seen nothing.</summary>
    /// <param name="config">A config without faults.</param>
    /// <exception cref="ArgumentException">The config has faults; tells all of them.</exception>
    public OnlineClassifier(OnlineClassifierConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.ThrowIfFaulty(nameof(config));
        Config = config;
        _extractor = new FeatureExtractor(config.Features);
        _columns = config.Columns.Mode == ColumnMode.Hashing ? new HashedColumns(config.Columns.Max) : new Vocabulary(config.Columns.Max);
        _learner = LearnerTypes.Create(config.Learner);
    }

    /// <summary>What the classifier is made of.</summary>
    public OnlineClassifierConfig Config { get; private set; }

    /// <summary>Observations learned.</summary>
    public long Observations { get; private set; }

    /// <summary>Classes seen.</summary>
    public int ClassCount => _labels.Count;

    /// <summary>Columns that exist: the size of the vocabulary, or the number of buckets.</summary>
    public int ColumnCount => _columns.Count;

    /// <summary>Pairs of a column and a class that hold something learned.</summary>
    public long CellCount => _learner.CellCount;

    /// <summary>Bytes held by what was learned: cells, class totals, vocabulary. Room for growth included.</summary>
    public long MemoryBytes => _columns.MemoryBytes + _learner.MemoryBytes;

    /// <summary>Takes over a written state.</summary>
    /// <param name="config">The config it was written under, or one that <see cref="ConfigChange"/> finds nothing against.</param>
    /// <param name="state">What <see cref="Write"/> wrote.</param>
    /// <exception cref="ArgumentException">The config has faults.</exception>
    /// <exception cref="LearnerStateException">The bytes are damaged, or of another version or config; tells what differs.</exception>
    public static OnlineClassifier Read(OnlineClassifierConfig config, ReadOnlySpan<byte> state)
    {
        var classifier = new OnlineClassifier(config);
        StateFormat.CheckStart(state, StateFormat.Magic, StateFormat.Version, "online classifiers");
        var reader = new StateReader(state);
        reader.Bytes(StateFormat.Magic.Length + sizeof(ushort), "start");
        var fingerprint = reader.Bytes(ConfigFingerprint.SizeBytes, "fingerprint");
        var expected = ConfigFingerprint.Of(config);
        if (!fingerprint.SequenceEqual(expected))
        {
            throw new LearnerStateException(
                $"The state belongs to features, columns and learner of fingerprint {Convert.ToHexStringLower(fingerprint)}; "
                + $"the config's is {Convert.ToHexStringLower(expected)}.");
        }

        classifier.Observations = (long)reader.Varint(0, long.MaxValue, "number of observations");
        classifier._labels.Read(ref reader, config.MaxClasses);
        classifier._columns.Read(ref reader);
        classifier._learner.Read(ref reader, classifier._labels.Count, classifier._columns.Count);
        reader.End();
        return classifier;
    }

    /// <summary>Writes the state; the SHA-256 of these bytes is the learner's digest. O(state).</summary>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new StateWriter(output);
        writer.Bytes(StateFormat.Magic);
        writer.UInt16(StateFormat.Version);
        writer.Bytes(ConfigFingerprint.Of(Config));
        writer.Varint((ulong)Observations);
        _labels.Write(writer);
        _columns.Write(writer);
        _learner.Write(writer);
        writer.End();
    }

    /// <summary>Tells what is wrong with features, or null when they can be learned and predicted. Changes nothing.</summary>
    public FeatureFault? Check(ReadOnlySpan<byte> features) => _extractor.Extract(features, _keys);

    /// <summary>Whether a target has been learned before.</summary>
    public bool Knows(string target) => _labels.Find(target) >= 0;

    /// <summary>Learns that features belong to a target.</summary>
    /// <param name="features">Features that <see cref="Check"/> finds nothing against.</param>
    /// <param name="target">The true class: 1 to 1,024 bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">Features or target cannot be taken; nothing changed.</exception>
    /// <exception cref="InvalidOperationException">The target is new and there are as many classes as the config allows; nothing changed.</exception>
    public void Learn(ReadOnlySpan<byte> features, string target)
    {
        var classId = Prepare(features, target);
        Absorb(_rows.Resolve(_keys, _columns, addColumns: true), classId, target);
    }

    /// <summary>Predicts, scores the prediction, then learns.</summary>
    /// <param name="features">Features that <see cref="Check"/> finds nothing against.</param>
    /// <param name="target">The true class: 1 to 1,024 bytes of UTF-8.</param>
    /// <param name="metrics">Receives the score of the prediction.</param>
    /// <exception cref="ArgumentException">Features or target cannot be taken; nothing changed.</exception>
    /// <exception cref="InvalidOperationException">The target is new and there are as many classes as the config allows; nothing changed.</exception>
    public void Learn(ReadOnlySpan<byte> features, string target, ProgressiveMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        var classId = Prepare(features, target);
        var row = _rows.Resolve(_keys, _columns, addColumns: true);
        if (classId < 0)
        {
            metrics.AddUnseen();
        }
        else
        {
            // The columns that this very row brought count for nothing yet, as in Predict.
            var scores = Score(row);
            metrics.Add(Posterior.RankOf(classId, scores), scores[classId]);
        }

        Absorb(row, classId, target);
    }

    /// <summary>The most probable classes, best first; empty before the first observation.</summary>
    /// <param name="features">Features that <see cref="Check"/> finds nothing against.</param>
    /// <param name="top">Most classes to answer with, from 1.</param>
    /// <exception cref="ArgumentException">The features cannot be taken.</exception>
    public ScoredLabel[] Predict(ReadOnlySpan<byte> features, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        Extract(features);
        if (ClassCount == 0)
        {
            return [];
        }

        var scores = Score(_rows.Resolve(_keys, _columns, addColumns: false));
        var answers = new ScoredLabel[Math.Min(top, ClassCount)];
        _best = _best.Length < answers.Length ? new int[answers.Length] : _best;
        var best = _best.AsSpan(0, answers.Length);
        Posterior.FindBest(scores, best);
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = new ScoredLabel(_labels[best[i]], Math.Min(1, DeterministicMath.Exp(scores[best[i]])));
        }

        return answers;
    }

    /// <summary>Goes on under another config.</summary>
    /// <param name="config">A config without faults that <see cref="ConfigChange.WhatStateCannotFollow"/> finds nothing against.</param>
    /// <exception cref="ArgumentException">The config has faults or the state cannot follow; nothing changed.</exception>
    public void Reconfigure(OnlineClassifierConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.ThrowIfFaulty(nameof(config));
        var reasons = ConfigChange.WhatStateCannotFollow(Config, config, ClassCount);
        if (reasons.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", reasons), nameof(config));
        }

        Config = config;
        _learner.Reconfigure(config.Learner);
    }

    /// <summary>Refuses what cannot be learned, before anything changes.</summary>
    /// <returns>The target's class, or -1 for a new one that there is room for.</returns>
    private int Prepare(ReadOnlySpan<byte> features, string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Extract(features);
        var classId = _labels.Find(target);
        if (classId >= 0)
        {
            return classId;
        }

        if (ClassLabels.FaultOf(target) is { } fault)
        {
            throw new ArgumentException(fault, nameof(target));
        }

        return ClassCount < Config.MaxClasses
            ? classId
            : throw new InvalidOperationException($"All {Config.MaxClasses} classes (max_classes) are taken; the target is a new one.");
    }

    private void Extract(ReadOnlySpan<byte> features)
    {
        if (_extractor.Extract(features, _keys) is { } fault)
        {
            throw new ArgumentException($"{fault.Field}: {fault.Message}", nameof(features));
        }
    }

    private void Absorb(SparseRow row, int classId, string target)
    {
        _learner.Learn(row, classId >= 0 ? classId : _labels.Count);
        if (classId < 0)
        {
            _labels.Add(target);
        }

        Observations++;
    }

    /// <summary>Log probabilities of all classes; valid until the next call.</summary>
    private Span<double> Score(SparseRow row)
    {
        if (_scores.Length < ClassCount)
        {
            _scores = new double[Math.Max(ClassCount, _scores.Length * 2)];
        }

        var scores = _scores.AsSpan(0, ClassCount);
        _learner.Score(row, scores);
        Posterior.Normalize(scores);
        return scores;
    }
}
