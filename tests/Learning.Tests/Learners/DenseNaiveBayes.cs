namespace Berlin.Learning.Tests;

/// <summary>Naive Bayes as the textbook writes it: every count in a dictionary, every probability from its definition, nothing kept.</summary>
internal sealed class DenseNaiveBayes(double alpha)
{
    private readonly Dictionary<(int Column, int Class), long> _counts = [];

    private readonly SortedSet<int> _columns = [];

    private readonly List<long> _rows = [];

    public void Learn(TestRow row)
    {
        if (row.ClassId == _rows.Count)
        {
            _rows.Add(0);
        }

        _rows[row.ClassId]++;
        for (var i = 0; i < row.Columns.Length; i++)
        {
            _columns.Add(row.Columns[i]);
            _counts[(row.Columns[i], row.ClassId)] = _counts.GetValueOrDefault((row.Columns[i], row.ClassId)) + row.Counts[i];
        }
    }

    public double[] LogProbabilities(TestRow row)
    {
        var joint = Enumerable.Range(0, _rows.Count).Select(classId => LogJoint(row, classId)).ToArray();
        var largest = joint.Max();
        var sum = joint.Sum(value => Math.Exp(value - largest));
        return [.. joint.Select(value => value - largest - Math.Log(sum))];
    }

    private double LogJoint(TestRow row, int classId)
    {
        var ofClass = _columns.Sum(column => _counts.GetValueOrDefault((column, classId)));
        var log = Math.Log((double)_rows[classId] / _rows.Sum());
        for (var i = 0; i < row.Columns.Length; i++)
        {
            if (_columns.Contains(row.Columns[i]))
            {
                var count = _counts.GetValueOrDefault((row.Columns[i], classId));
                log += row.Counts[i] * Math.Log((count + alpha) / (ofClass + (alpha * _columns.Count)));
            }
        }

        return log;
    }
}
