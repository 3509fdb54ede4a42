using System.Text.Json.Serialization;

namespace Berlin.Learning.Tests;

/// <summary>A row with its class; ids of classes are in order of first appearance.</summary>
internal sealed record TestRow(int[] Columns, int[] Counts, int ClassId)
{
    [JsonIgnore]
    public SparseRow Row => new(Columns, Counts);

    /// <summary>Random rows: some empty, some columns more than once, classes that appear all along the stream.</summary>
    public static List<TestRow> Stream(int seed, int rows, int columns, int classes, int longest = 12)
    {
        var random = new Random(seed);
        List<TestRow> stream = [];
        var seen = 0;
        for (var i = 0; i < rows; i++)
        {
            // A new class is due whenever the stream has run its share, and now and then an early one.
            var isNew = seen < classes && (seen == 0 || i * 10L * classes >= rows * 9L * seen);
            var classId = isNew ? seen++ : random.Next(seen);
            stream.Add(Of(random, columns, classId, random.Next(longest + 1)));
        }

        return stream;
    }

    public static TestRow Of(Random random, int columns, int classId, int length)
    {
        var row = new SortedDictionary<int, int>();
        for (var i = 0; i < length; i++)
        {
            // The product makes low columns frequent, and the class shifts them, so that there is something to learn.
            var column = ((int)(random.NextDouble() * random.NextDouble() * columns) + (classId * 7)) % columns;
            row[column] = row.GetValueOrDefault(column) + random.Next(1, 4);
        }

        return new TestRow([.. row.Keys], [.. row.Values], classId);
    }
}
