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

    [Theory]
    [InlineData(4, 10, 5)]
    [InlineData(5, 300, 40)]
    [InlineData(6, 2, 9_000)]
    public void AddAndRemove_RandomCells_CountLikeADictionary(int seed, int columns, int classes)
    {
        var random = new Random(seed);
        var store = new CellStore();
        var expected = new Dictionary<(int Column, int Class), uint>();
        for (var i = 0; i < 60_000; i++)
        {
            var cell = (random.Next(columns), random.Next(classes));
            var count = (uint)random.Next(1, 4);
            var known = expected.GetValueOrDefault(cell);

            // Grows for a while, then shrinks, then grows again.
            if ((i / 10_000) % 2 == 1)
            {
                Assert.Equal(Math.Min(known, count), store.Remove(cell.Item1, cell.Item2, count));
                expected[cell] = known - Math.Min(known, count);
            }
            else
            {
                store.Add(cell.Item1, cell.Item2, count);
                expected[cell] = known + count;
            }
        }

        Assert.All(expected, cell => Assert.Equal(cell.Value, store.Find(cell.Key.Column, cell.Key.Class)));
        var left = expected.Where(cell => cell.Value > 0).ToList();
        Assert.Equal(left.Count, store.Count);
        Assert.Equal(left.Select(cell => cell.Key.Column).Distinct().Count(), store.UsedColumns);
    }

    [Fact]
    public void MemoryBytes_EverythingWasRemovedAndAddedAgain_IsWhatItWas()
    {
        var store = new CellStore();
        var before = 0L;
        for (var round = 0; round < 20; round++)
        {
            for (var cell = 0; cell < 5_000; cell++)
            {
                store.Add(cell % 50, cell / 50, 1);
            }

            before = round == 0 ? store.MemoryBytes : before;
            for (var cell = 0; cell < 5_000; cell++)
            {
                store.Remove(cell % 50, cell / 50, 1);
            }
        }

        Assert.Equal((0L, 0), (store.Count, store.UsedColumns));
        Assert.InRange(store.MemoryBytes, 0, before * 5 / 4);
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
