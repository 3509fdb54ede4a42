namespace Berlin.Learning.Tests;

public sealed class CellStoreTests
{
    [Theory]
    [InlineData(1, 40, 5, 2_000)]
    [InlineData(2, 2_000, 60, 60_000)]
    [InlineData(3, 3, 20_000, 60_000)]
    public void Add_RandomCells_CountsLikeADictionary(int seed, int columns, int classes, int additions)
    {
        var random = new Random(seed);
        var store = new CellStore();
        var expected = new Dictionary<(int, int), uint>();
        for (var i = 0; i < additions; i++)
        {
            var cell = (random.Next(columns), random.Next(classes));
            var count = (uint)random.Next(1, 5);
            Assert.Equal(count, store.Add(cell.Item1, cell.Item2, count));
            expected[cell] = expected.GetValueOrDefault(cell) + count;
        }

        Assert.Equal(expected.Count, store.Count);
        foreach (var ((column, classId), count) in expected)
        {
            var cells = store[column];
            Assert.Equal(count, cells.Values[cells.Classes.IndexOf((ushort)classId)]);
        }

        for (var column = 0; column < columns; column++)
        {
            var classesOfColumn = store[column].Classes.ToArray();
            Assert.Equal(classesOfColumn.Length, classesOfColumn.Distinct().Count());
        }
    }

    [Fact]
    public void Add_CellIsFull_StaysAtItsLargestCount()
    {
        var store = new CellStore();
        store.Add(0, 0, uint.MaxValue - 1);

        Assert.Equal(1u, store.Add(0, 0, 5));
        Assert.Equal(uint.MaxValue, store[0].Values[0]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(33)]
    [InlineData(65)]
    public void MemoryBytes_EveryColumnJustOutgrewItsBlock_StaysBelow24PerCell(int cellsPerColumn)
    {
        const int columns = 20_000;
        var store = new CellStore();
        for (var column = 0; column < columns; column++)
        {
            for (var classId = 0; classId < cellsPerColumn; classId++)
            {
                store.Add(column, classId, 1);
            }
        }

        Assert.InRange((double)store.MemoryBytes / store.Count, 6, 24);
    }

    [Fact]
    public void Item_ColumnThatWasNeverCounted_IsEmpty()
    {
        var store = new CellStore();
        store.Add(3, 0, 1);

        Assert.True(store[2].Classes.IsEmpty);
        Assert.True(store[1_000_000].Classes.IsEmpty);
        Assert.Equal(1, store.UsedColumns);
    }
}
