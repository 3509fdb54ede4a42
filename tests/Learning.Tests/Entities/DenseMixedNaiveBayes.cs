namespace Berlin.Learning.Tests;

/// <summary>Mixed naive Bayes as its definition says: every count in a dictionary, every probability written out, nothing left out.</summary>
internal sealed class DenseMixedNaiveBayes(double alpha, double k, double b)
{
    public sealed class Counts
    {
        public Dictionary<string, long> Rows { get; } = [];

        public Dictionary<(string Key, string Class), long> Cells { get; } = [];

        public IEnumerable<string> Keys => Cells.Where(cell => cell.Value > 0).Select(cell => cell.Key.Key).Distinct();

        public long AllRows => Rows.Values.Sum();

        public void Add(IEnumerable<string> keys, string target, int sign)
        {
            Rows[target] = Rows.GetValueOrDefault(target) + sign;
            foreach (var key in keys)
            {
                Cells[(key, target)] = Cells.GetValueOrDefault((key, target)) + sign;
            }
        }

        public long OccurrencesOf(string target) => Cells.Where(cell => cell.Key.Class == target).Sum(cell => cell.Value);
    }

    public Counts Domain { get; } = new();

    public Counts Entity { get; } = new();

    public Dictionary<string, double> Probabilities(IReadOnlyList<string> row)
    {
        var known = Domain.Keys.ToHashSet();
        var own = Entity.Keys.ToHashSet();
        var scores = new Dictionary<string, double>();
        foreach (var target in Domain.Rows.Concat(Entity.Rows).Where(rows => rows.Value > 0).Select(rows => rows.Key).Distinct())
        {
            var score = Math.Log((Entity.Rows.GetValueOrDefault(target) + (k * Share(target))) / (Entity.AllRows + k));
            foreach (var key in row.Where(key => known.Contains(key) || own.Contains(key)))
            {
                var backing = b * ColumnShare(key, target, known);
                score += Math.Log((Entity.Cells.GetValueOrDefault((key, target)) + backing) / (Entity.OccurrencesOf(target) + b));
            }

            scores[target] = score;
        }

        var largest = scores.Values.Max();
        var sum = scores.Values.Sum(score => Math.Exp(score - largest));
        return scores.ToDictionary(score => score.Key, score => Math.Exp(score.Value - largest) / sum);
    }

    private double Share(string target) => Domain.AllRows == 0 ? 0 : (double)Domain.Rows.GetValueOrDefault(target) / Domain.AllRows;

    private double ColumnShare(string key, string target, HashSet<string> known) =>
        !known.Contains(key) || Domain.Rows.GetValueOrDefault(target) == 0
            ? 1.0 / Math.Max(1, known.Count)
            : (Domain.Cells.GetValueOrDefault((key, target)) + alpha) / (Domain.OccurrencesOf(target) + (alpha * known.Count));
}
