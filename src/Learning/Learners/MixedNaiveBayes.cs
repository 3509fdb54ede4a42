namespace Berlin.Learning;

/// <summary>Naive Bayes of an entity whose prior is the naive Bayes of all rows (the domain).</summary>
/// <remarks>
/// <para>
/// With n and N the rows and occurrences that the entity e counted, and p(.) of the domain:
/// p(c | e) = (n_c + k p(c)) / (n + k) and p(f | c, e) = (n_fc + b p(f | c)) / (N_c + b), the means of Dirichlet posteriors whose
/// prior weighs k rows and b occurrences. An entity that has counted nothing answers as the domain, one that has counted much as itself.
/// Source: MacKay and Peto, A hierarchical Dirichlet language model, Natural Language Engineering 1(3), 1995.
/// </para>
/// <para>
/// b is large beside k: an entity of few rows has too few occurrences to tell its words of a class from those of all, while its shares
/// of classes show after two or three rows. Birmingham purchase cards, 60,000 rows, entity = card, first / first three right: domain
/// alone 0.592 / 0.805; k = 2, b = 300: 0.718 / 0.882; b without end (an entity has shares of classes only): 0.661 / 0.864.
/// </para>
/// <para>
/// Where the domain knows less than the entity: a column that it has not counted is as probable as any, 1 / V, in each class; so is
/// every column in a class that it has no rows of, whose p(c) is 0. While the domain is empty, V counts as 1.
/// </para>
/// </remarks>
internal sealed class MixedNaiveBayes(RowCounts domain, LearnerConfig config)
{
    private static readonly LearnerSetting ClassPrior = new(
        "entity_class_prior", 2, 1e-3, 1e6, "with entities: rows that the shares of classes over all rows count for beside an entity's own rows");

    private static readonly LearnerSetting FeaturePrior = new(
        "entity_feature_prior", 300, 1e-3, 1e9, "with entities: occurrences that the columns of a class over all rows count for beside an entity's own");

    private double _classPrior = config[ClassPrior];

    private double _featurePrior = config[FeaturePrior];

    public static IReadOnlyList<LearnerSetting> Settings { get; } = [ClassPrior, FeaturePrior];

    public void Reconfigure(LearnerConfig config)
    {
        _classPrior = config[ClassPrior];
        _featurePrior = config[FeaturePrior];
    }

    /// <summary>Turns the domain's scores into the entity's; O(cells of the row + classes of the entity).</summary>
    /// <remarks>What is the same for all classes is left out, so the domain's classes that the entity never met keep their scores.</remarks>
    public void Add(SparseRow row, EntityCounts entity, Span<double> scores, double alpha)
    {
        var occurrences = 0L;
        for (var i = 0; i < row.Columns.Length; i++)
        {
            occurrences += domain.Cells[row.Columns[i]].Classes.IsEmpty ? 0 : row.Counts[i];
        }

        var columns = Math.Max(1, domain.Cells.UsedColumns);
        for (var i = 0; i < entity.Classes.Length; i++)
        {
            var classId = entity.Classes[i];
            var rows = RowsOf(classId);
            if (rows == 0)
            {
                scores[classId] = -occurrences * DeterministicMath.Log(columns);
            }

            scores[classId] += PriorOf(entity.Rows[i], rows)
                - ((occurrences + entity.OwnOccurrences) * DeterministicMath.Log(1 + (entity.Occurrences[i] / _featurePrior)));
        }

        foreach (var cell in entity.Cells)
        {
            var backing = _featurePrior * Probability(cell.Column, entity.Classes[cell.Class], alpha, columns);
            scores[entity.Classes[cell.Class]] += cell.InRow * DeterministicMath.Log(1 + (cell.Count / backing));
        }
    }

    /// <summary>log((n_c + k p(c)) / (k p(c))), or log(n_c / k) in units of the domain's rows where p(c) is 0.</summary>
    private double PriorOf(long entityRows, long domainRows)
    {
        var all = Math.Max(1, domain.TotalRows);
        return domainRows == 0
            ? DeterministicMath.Log(entityRows * (all / _classPrior))
            : DeterministicMath.Log(1 + (entityRows * (all / (_classPrior * domainRows))));
    }

    private double Probability(int column, int classId, double alpha, int columns) =>
        column < 0 || RowsOf(classId) == 0 || domain.Cells[column].Classes.IsEmpty
            ? 1.0 / columns
            : (domain.Cells.Find(column, classId) + alpha) / (domain.Occurrences[classId] + (alpha * columns));

    private long RowsOf(int classId) => classId < domain.ClassCount ? domain.Rows[classId] : 0;
}
