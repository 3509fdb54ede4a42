namespace Berlin.Learning.Tests;

/// <summary>Logistic regression with AdaGrad from its definition: every weight in a dictionary, float64, the platform's exponential.</summary>
internal sealed class DenseSoftmax(double rate, double penalty, bool entities)
{
    private const int Bias = -1;

    private readonly Dictionary<(int Column, ulong Entity, int Class), (double Weight, double Sum)> _weights = [];

    private int _classes;

    public double[] Scores(TestRow row)
    {
        // A column without any weight counts for nothing, its part of the length included.
        var known = row.Columns.Index().Where(item => _weights.Keys.Any(key => key.Column == item.Item && key.Entity == 0)).Select(item => item.Index).ToArray();
        return Scores(Features(new TestRow([.. known.Select(i => row.Columns[i])], [.. known.Select(i => row.Counts[i])], 0) { Entity = row.Entity }));
    }

    public void Learn(TestRow row)
    {
        if (row.ClassId == _classes)
        {
            _weights[(Bias, 0, _classes++)] = (0, 0.1);
        }

        var features = Features(row);
        var scores = Scores(features);
        var sum = scores.Sum(Math.Exp);
        for (var c = 0; c < _classes; c++)
        {
            var error = (Math.Exp(scores[c]) / sum) - (c == row.ClassId ? 1 : 0);
            foreach (var (column, entity, value) in features)
            {
                Step((column, entity, c), error, value);
            }
        }
    }

    private void Step((int, ulong, int) key, double error, double value)
    {
        if (Math.Abs(error) < 0.01 || (!_weights.ContainsKey(key) && Math.Abs(error) < 0.1))
        {
            return;
        }

        var (weight, sum) = _weights.GetValueOrDefault(key, (0, 0.1));
        var gradient = (error * value) + (penalty * weight);
        sum += gradient * gradient;
        _weights[key] = (weight - (rate * gradient / Math.Sqrt(sum)), sum);
    }

    private double[] Scores(List<(int Column, ulong Entity, double Value)> features) =>
        [.. Enumerable.Range(0, _classes).Select(c => features.Sum(feature => feature.Value * _weights.GetValueOrDefault((feature.Column, feature.Entity, c)).Weight))];

    private List<(int Column, ulong Entity, double Value)> Features(TestRow row)
    {
        List<(int Column, double Value)> own = [(Bias, 1), .. row.Columns.Select((column, i) => (column, (double)row.Counts[i]))];
        var length = Math.Sqrt(own.Sum(feature => feature.Value * feature.Value) * (entities ? 2 : 1));
        return
        [
            .. own.Select(feature => (feature.Column, 0UL, feature.Value / length)),
            .. own.Where(_ => entities && row.Entity != 0).Select(feature => (feature.Column, row.Entity, feature.Value / length)),
        ];
    }
}
