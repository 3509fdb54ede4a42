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

    private readonly EvidenceMatch _match = new();

    private readonly BestClasses _answers = new();

    private readonly Func<int, string> _labelOf;

    private double[] _scores = [];

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
        _learner = LearnerTypes.Create(config.Learner, config.EntitiesWithin);
        _labelOf = classId => _labels[classId];
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
        ConfigFingerprint.Check(ref reader, config);
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
    /// <param name="entity">Whose row it is, or null. Plays no part where entities are learned apart, or not at all.</param>
    /// <exception cref="ArgumentException">Features or target cannot be taken; nothing changed.</exception>
    /// <exception cref="InvalidOperationException">The target is new and there are as many classes as the config allows; nothing changed.</exception>
    public void Learn(ReadOnlySpan<byte> features, string target, string? entity)
    {
        var classId = Prepare(features, target);
        Absorb(Resolve(entity, addColumns: true), classId, target);
    }

    /// <summary>Predicts, scores the prediction, then learns.</summary>
    /// <param name="features">Features that <see cref="Check"/> finds nothing against.</param>
    /// <param name="target">The true class: 1 to 1,024 bytes of UTF-8.</param>
    /// <param name="entity">Whose row it is, or null. Plays no part where entities are learned apart, or not at all.</param>
    /// <param name="metrics">Receives the score of the prediction.</param>
    /// <exception cref="ArgumentException">Features or target cannot be taken; nothing changed.</exception>
    /// <exception cref="InvalidOperationException">The target is new and there are as many classes as the config allows; nothing changed.</exception>
    public void Learn(ReadOnlySpan<byte> features, string target, string? entity, ProgressiveMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        var classId = Prepare(features, target);

        // The columns that this very row brings count for nothing yet, as in Predict.
        var row = Resolve(entity, addColumns: true);
        AddScore(classId, ClassCount == 0 ? default : Score(row), metrics);
        Absorb(row, classId, target);
    }

    /// <summary>
    /// Learns that a row that was learned for one target belongs to another. Naive Bayes takes the row out of the one and counts it for
    /// the other, exactly; a learner by gradients cannot unlearn and learns the row once more, for the other.
    /// </summary>
    /// <param name="features">The features of the row.</param>
    /// <param name="from">The target it was learned for.</param>
    /// <param name="to">The target it belongs to.</param>
    /// <param name="entity">Whose row it is, or null.</param>
    /// <exception cref="ArgumentException">Features or a target cannot be taken, or both targets are the same; nothing changed.</exception>
    /// <exception cref="InvalidOperationException">No such row was learned for the target, or there is no room for a new one; nothing changed.</exception>
    public void Correct(ReadOnlySpan<byte> features, string from, string to, string? entity)
    {
        Extract(features);
        var (fromId, toId) = _labels.PlaceBoth(from, to, Config.MaxClasses);
        _learner.Correct(Resolve(entity, addColumns: false), fromId, toId);
        _labels.AddAt(toId, to);
    }

    /// <summary>The most probable classes, best first; empty before the first observation.</summary>
    /// <param name="features">Features that <see cref="Check"/> finds nothing against.</param>
    /// <param name="entity">For whom to predict, or null. Plays no part where entities are not learned within the learner.</param>
    /// <param name="top">Most classes to answer with, from 1.</param>
    /// <exception cref="ArgumentException">The features cannot be taken.</exception>
    public ScoredLabel[] Predict(ReadOnlySpan<byte> features, string? entity, int top) =>
        TryPredict(features, entity, top, out var fault) ?? throw new ArgumentException($"{fault!.Field}: {fault.Message}", nameof(features));

    /// <summary>As <see cref="Predict(ReadOnlySpan{byte}, string?, int)"/>, and reads the features once where they have to be checked, too.</summary>
    /// <param name="features">Features of whatever kind.</param>
    /// <param name="entity">For whom to predict, or null. Plays no part where entities are not learned within the learner.</param>
    /// <param name="top">Most classes to answer with, from 1.</param>
    /// <param name="fault">What is wrong with the features; null where there is an answer.</param>
    /// <returns>The answer; null where the features cannot be taken.</returns>
    public ScoredLabel[]? TryPredict(ReadOnlySpan<byte> features, string? entity, int top, out FeatureFault? fault)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        fault = _extractor.Extract(features, _keys);
        if (fault is not null)
        {
            return null;
        }

        return ClassCount == 0 ? [] : _answers.Of(Score(Resolve(entity, addColumns: false)), top, _labelOf);
    }

    /// <summary>
    /// The most probable classes for an entity that is learned apart, best first: its own counts with this learner as their prior.
    /// Classes that only the entity knows are among them. Empty when neither has learned anything.
    /// </summary>
    /// <param name="features">Features that <see cref="Check"/> finds nothing against.</param>
    /// <param name="evidence">The entity's evidence for these features.</param>
    /// <param name="top">Most classes to answer with, from 1.</param>
    /// <exception cref="ArgumentException">The features or the evidence cannot be taken.</exception>
    /// <exception cref="InvalidOperationException">Entities are not learned apart by this learner.</exception>
    public ScoredLabel[] Predict(ReadOnlySpan<byte> features, EntityEvidence evidence, int top)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        ArgumentNullException.ThrowIfNull(evidence);
        evidence.ThrowIfTorn(nameof(evidence));
        if (!Config.EntitiesApart || _learner is not IEntityPrior prior)
        {
            throw new InvalidOperationException($"Entities are not learned apart by {Config.Learner.Type} under this config.");
        }

        Extract(features);
        var counts = _match.Match(evidence, _keys, _columns, prior, _labels);
        var scores = ScoresOf(_match.ClassCount);
        if (scores.IsEmpty)
        {
            return [];
        }

        prior.Score(Resolve(entity: null, addColumns: false), counts, scores);
        Posterior.Normalize(scores);
        return _answers.Of(scores, top, _match.LabelOf);
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

    private static void AddScore(int classId, ReadOnlySpan<double> scores, ProgressiveMetrics metrics)
    {
        var confidence = scores.IsEmpty ? 0 : DeterministicMath.Exp(Posterior.Largest(scores));
        if (classId >= scores.Length || double.IsNegativeInfinity(scores[classId]))
        {
            metrics.AddUnseen(confidence);
            return;
        }

        metrics.Add(Posterior.RankOf(classId, scores), scores[classId], confidence);
    }

    /// <summary>Refuses what cannot be learned, before anything changes.</summary>
    /// <returns>The target's class; for a new one that there is room for, the number of classes.</returns>
    private int Prepare(ReadOnlySpan<byte> features, string target)
    {
        Extract(features);
        return _labels.Place(target, Config.MaxClasses);
    }

    private void Extract(ReadOnlySpan<byte> features)
    {
        if (_extractor.Extract(features, _keys) is { } fault)
        {
            throw new ArgumentException($"{fault.Field}: {fault.Message}", nameof(features));
        }
    }

    private SparseRow Resolve(string? entity, bool addColumns) =>
        _rows.Resolve(_keys, _columns, addColumns, entity is not null && Config.EntitiesWithin ? StableHash.OfText(entity) : 0);

    private void Absorb(SparseRow row, int classId, string target)
    {
        _learner.Learn(row, classId);
        _labels.AddAt(classId, target);
        Observations++;
    }

    /// <summary>Log probabilities of all classes; valid until the next call.</summary>
    private Span<double> Score(SparseRow row)
    {
        var scores = ScoresOf(ClassCount);
        _learner.Score(row, scores);
        Posterior.Normalize(scores);
        return scores;
    }

    private Span<double> ScoresOf(int classes)
    {
        if (_scores.Length < classes)
        {
            _scores = new double[Math.Max(classes, _scores.Length * 2)];
        }

        return _scores.AsSpan(0, classes);
    }
}
