namespace Berlin.Learning;

/// <summary>Multinomial logistic regression, learned by one AdaGrad step per row.</summary>
/// <remarks>
/// <para>
/// score of class c = sum over columns f of x_f (w_fc + v_fec), and a bias b_c + b_ec; p = softmax of the scores. x is the row with a
/// constant 1 for the bias, scaled to unit length: 1 / sqrt(number of features) each, where every column occurs once. v are the
/// crosses of the row's entity e: it leans on the weights of all rows and learns what it does otherwise. In a model with entities
/// each feature stands in the row twice, so x is shorter by sqrt(2).
/// </para>
/// <para>
/// Steps: g = (p_c - [c is the target]) x_f + l2 w, G += g^2, w -= rate g / sqrt(G), with G = 0.1 at first.
/// Source: Duchi, Hazan, Singer, Adaptive subgradient methods, JMLR 12 (2011), figure 1 (diagonal).
/// </para>
/// <para>
/// What keeps it sparse: a class takes part in a step only when p_c is off by 0.01, and gets weights that it has
/// not yet only when it is off by 0.1 (<see cref="ClassError"/>). So a row costs O(classes + columns x classes that were far off), and a weight exists
/// only where it was once needed. Birmingham purchase cards, 60,000 rows, entity = card: a tenth of the weights at the same accuracy.
/// </para>
/// <para>
/// Memory: a weight takes ten bytes of its block. Weights of columns are bounded by columns x classes, those of entities by
/// max_entity_weights: when so many exist, no more are made; entities go on with those they have, and with the weights of all rows.
/// </para>
/// <para>
/// Deterministic: float64 additions, multiplications, divisions and square roots (which IEEE 754 defines to the last bit) in a fixed
/// order, kept as float32; the exponential is <see cref="DeterministicMath.Exp"/>.
/// </para>
/// </remarks>
internal sealed class SoftmaxRegression : IOnlineLearner
{
    private static readonly LearnerSetting LearningRate = new(
        "learning_rate", 2, 1e-4, 100, "length of the first steps, which shorten as a weight is used", ShapesState: true);

    private static readonly LearnerSetting Penalty = new(
        "l2", 0, 0, 1, "share of a weight that is added to each of its gradients, which pulls it towards 0", ShapesState: true);

    private static readonly LearnerSetting MaxEntityWeights = new(
        "max_entity_weights", 4_000_000, 0, 100_000_000, "with entities: most weights of (column, entity, class); when so many are there, no more are made", ShapesState: true);

    private readonly GradientStep _step;

    private readonly WeightStore _weights = new();

    private readonly EntityWeights? _entities;

    private readonly ClassErrors _errors = new();

    /// <summary>Rows of each class, as corrected.</summary>
    private long[] _rows = new long[8];

    private Weight[] _biases = new Weight[8];

    public SoftmaxRegression(LearnerConfig config, bool entities)
    {
        _step = new GradientStep(config[LearningRate], config[Penalty]);
        _entities = entities ? new EntityWeights((long)config[MaxEntityWeights]) : null;
    }

    public static LearnerKind Kind { get; } = new(
        LearnerTypes.SoftmaxRegression,
        EntitiesApart: false,
        [LearningRate, Penalty, MaxEntityWeights],
        (config, entities) => new SoftmaxRegression(config, entities));

    public int ClassCount { get; private set; }

    public long CellCount => _weights.Count + (_entities?.Count ?? 0);

    public long MemoryBytes =>
        _weights.MemoryBytes + (_entities?.MemoryBytes ?? 0) + (_rows.Length * 2L * sizeof(long));

    public void Score(SparseRow row, Span<double> scores) => Score(row, ScaleOf(row, ofKnown: true), scores);

    public void Learn(SparseRow row, int classId)
    {
        if (classId == ClassCount)
        {
            AddClass();
        }

        _rows[classId]++;
        Step(row, classId);
    }

    /// <summary>Learns the row for the other class; what it taught at first stays until later rows outweigh it.</summary>
    public void Correct(SparseRow row, int from, int to)
    {
        if (from >= ClassCount || _rows[from] == 0)
        {
            throw new InvalidOperationException($"Class {from} holds no row that could be taken out.");
        }

        _rows[from]--;
        Learn(row, to);
    }

    /// <summary>Every setting shapes the state, so there is nothing that can be taken over.</summary>
    public void Reconfigure(LearnerConfig config)
    {
    }

    /// <summary>Rows and bias of each class, the weights of columns, those of entities.</summary>
    public void Write(StateWriter writer)
    {
        for (var c = 0; c < ClassCount; c++)
        {
            writer.Varint((ulong)_rows[c]);
            _biases[c].Write(writer);
        }

        _weights.Write(writer);
        _entities?.Write(writer);
    }

    public void Read(ref StateReader reader, int classes, int columns)
    {
        for (var c = 0; c < classes; c++)
        {
            AddClass();
            _rows[c] = (long)reader.Varint(0, long.MaxValue, "rows of a class");
            _biases[c] = Weight.Read(ref reader);
        }

        _weights.Read(ref reader, classes, columns);
        _entities?.Read(ref reader, classes);
    }

    private void Score(SparseRow row, double scale, Span<double> scores)
    {
        for (var c = 0; c < scores.Length; c++)
        {
            scores[c] = _rows[c] == 0 ? double.NegativeInfinity : scale * _biases[c].Value;
        }

        AddEntity(EntityWeights.BiasColumn, row.Entity, scale, scores);
        for (var i = 0; i < row.Columns.Length; i++)
        {
            var value = scale * row.Counts[i];
            _weights.AddTo(row.Columns[i], value, scores);
            AddEntity(row.Columns[i], row.Entity, value, scores);
        }
    }

    private void AddEntity(int column, ulong entity, double value, Span<double> scores)
    {
        if (_entities is not null && entity != 0)
        {
            _entities.AddTo(column, entity, value, scores);
        }
    }

    private void Step(SparseRow row, int target)
    {
        var scale = ScaleOf(row, ofKnown: false);
        Score(row, scale, _errors.Scores(ClassCount));
        var errors = _errors.Of(target);
        foreach (var error in errors)
        {
            _step.Make(ref _biases[error.ClassId], error.Error * scale);
        }

        StepEntity(EntityWeights.BiasColumn, row.Entity, scale, errors);
        for (var i = 0; i < row.Columns.Length; i++)
        {
            var value = scale * row.Counts[i];
            _weights.Step(row.Columns[i], value, errors, _step, most: long.MaxValue);
            StepEntity(row.Columns[i], row.Entity, value, errors);
        }
    }

    private void StepEntity(int column, ulong entity, double value, ReadOnlySpan<ClassError> errors)
    {
        if (_entities is not null && entity != 0)
        {
            _entities.Step(column, entity, value, errors, _step);
        }
    }

    /// <summary>What brings the row, with the 1 of the bias, to unit length.</summary>
    private double ScaleOf(SparseRow row, bool ofKnown)
    {
        var squares = 1.0;
        for (var i = 0; i < row.Columns.Length; i++)
        {
            squares += ofKnown && _weights[row.Columns[i]].Classes.IsEmpty ? 0 : (double)row.Counts[i] * row.Counts[i];
        }

        return 1 / Math.Sqrt(_entities is null ? squares : 2 * squares);
    }

    private void AddClass()
    {
        if (ClassCount == _rows.Length)
        {
            Array.Resize(ref _rows, ClassCount * 2);
            Array.Resize(ref _biases, ClassCount * 2);
        }

        _biases[ClassCount++] = Weight.New;
    }
}
