using System.Text.Json.Serialization;

namespace Berlin.Learning.Tests;

/// <summary>A row with its class; ids of classes are in order of first appearance.</summary>
internal sealed record TestRow(int[] Columns, int[] Counts, int ClassId)
{
    /// <summary>Hash of the entity, 0 for none.</summary>
    [JsonIgnore]
    public ulong Entity { get; init; }

    [JsonIgnore]
    public SparseRow Row => new(Columns, Counts, Entity);

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

    /// <summary>The same stream, most rows with one of a few entities, and some with one of their own.</summary>
    public static List<TestRow> StreamOfEntities(int seed, int rows, int columns, int classes)
    {
        var random = new Random(seed);
        return [.. Stream(seed, rows, columns, classes).Select((row, i) => row with { Entity = random.Next(8) switch { 0 => 0, 1 => 1_000 + (ulong)i, var few => (ulong)few } })];
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
