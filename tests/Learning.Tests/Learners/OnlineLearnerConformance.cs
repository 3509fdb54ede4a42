using System.Buffers;

namespace Berlin.Learning.Tests;

/// <summary>What every learner must do; each implementation has a class that inherits this.</summary>
public abstract class OnlineLearnerConformance
{
    private const int Columns = 500;

    private const int Classes = 20;

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5];

    /// <summary>Name of the type in <see cref="LearnerTypes"/>.</summary>
    public abstract string Type { get; }

    [Fact]
    public void Create_NewLearner_HasSeenNothing()
    {
        var learner = Create();

        Assert.Equal(0, learner.ClassCount);
        Assert.Equal(0, learner.CellCount);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Learn_ClassesAppearAllAlong_CountsThem(int seed)
    {
        var learner = Create();
        var seen = 0;
        foreach (var row in TestRow.Stream(seed, rows: 300, Columns, Classes))
        {
            learner.Learn(row.Row, row.ClassId);
            seen = Math.Max(seen, row.ClassId + 1);
            Assert.Equal(seen, learner.ClassCount);
        }

        Assert.Equal(Classes, seen);
    }

    [Fact]
    public void Score_ClassesWithColumnsOfTheirOwn_PrefersTheRightOne()
    {
        var learner = Create();
        for (var i = 0; i < 300; i++)
        {
            learner.Learn(new TestRow([i % 3, 3], [1, 1], i % 3).Row, i % 3);
        }

        for (var classId = 0; classId < 3; classId++)
        {
            var scores = Score(learner, new TestRow([classId, 3], [1, 1], classId));
            Assert.Equal(0, Posterior.RankOf(classId, scores));
        }
    }

    [Fact]
    public void Score_OnlyEmptyRowsLearned_PrefersTheFrequentClass()
    {
        var learner = Create();
        foreach (var classId in new[] { 0, 1, 1, 1, 0 })
        {
            learner.Learn(default, classId);
        }

        var scores = Score(learner, new TestRow([], [], 0));
        Assert.True(scores[1] > scores[0]);
        Assert.All(scores, score => Assert.True(double.IsFinite(score)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Score_AnyRow_IsFinite(int seed)
    {
        var learner = Learned(seed, rows: 300);
        var random = new Random(seed + 1000);
        for (var i = 0; i < 100; i++)
        {
            var row = TestRow.Of(random, Columns * 2, classId: 0, random.Next(40));
            Assert.All(Score(learner, row), score => Assert.True(double.IsFinite(score)));
        }

        Assert.All(Score(learner, new TestRow([0, 1], [int.MaxValue, int.MaxValue], 0)), score => Assert.True(double.IsFinite(score)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Score_ColumnsThatWereNeverLearned_CountForNothing(int seed)
    {
        var learner = Learned(seed, rows: 300);

        Assert.Equal(
            Score(learner, new TestRow([1, 2, 3], [1, 2, 1], 0)),
            Score(learner, new TestRow([1, 2, 3, Columns, Columns + 70_000], [1, 2, 1, 5, 1], 0)));
    }

    [Fact]
    public void Score_Always_ChangesNothing()
    {
        var learner = Learned(seed: 1, rows: 300);
        var before = StateOf(learner);

        Score(learner, new TestRow([1, Columns + 1], [1, 1], 0));

        Assert.Equal(before, StateOf(learner));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Learn_SameStreamTwice_GivesTheSameBytes(int seed) =>
        Assert.Equal(StateOf(Learned(seed, rows: 500)), StateOf(Learned(seed, rows: 500)));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Read_InTheMiddleOfAStream_GoesOnAsIfNothingHappened(int seed)
    {
        var stream = TestRow.Stream(seed, rows: 600, Columns, Classes);
        var through = Create();
        var resumed = Create();
        var cut = new Random(seed).Next(1, stream.Count);
        for (var i = 0; i < stream.Count; i++)
        {
            through.Learn(stream[i].Row, stream[i].ClassId);
            resumed.Learn(stream[i].Row, stream[i].ClassId);
            if (i == cut)
            {
                resumed = Restore(StateOf(resumed), resumed.ClassCount, Columns);
            }
        }

        Assert.Equal(StateOf(through), StateOf(resumed));
        Assert.Equal(Score(through, stream[0]), Score(resumed, stream[0]));
        Assert.Equal(through.CellCount, resumed.CellCount);
    }

    [Fact]
    public void Read_SectionCutAnywhere_Throws()
    {
        var learner = Learned(seed: 1, rows: 60);
        var body = StateOf(learner).AsSpan()[..^32].ToArray();
        for (var length = 0; length < body.Length; length++)
        {
            var cut = Signed(body.AsSpan(0, length));
            Assert.Throws<LearnerStateException>(() => Restore(cut, learner.ClassCount, Columns));
        }
    }

    [Fact]
    public void Read_ByteChangedAnywhere_ThrowsOrGivesALearnerThatWorks()
    {
        var learner = Learned(seed: 1, rows: 60);
        var body = StateOf(learner).AsSpan()[..^32].ToArray();
        var random = new Random(7);
        for (var i = 0; i < body.Length; i++)
        {
            var damaged = body.ToArray();
            damaged[i] ^= (byte)random.Next(1, 256);
            AssertThrowsOrWorks(Signed(damaged), learner.ClassCount);
        }
    }

    [Fact]
    public void Reconfigure_OtherSmoothing_KeepsTheState()
    {
        var learner = Learned(seed: 1, rows: 300);
        var before = StateOf(learner);

        learner.Reconfigure(new LearnerConfig(Type, OtherSettings()));

        Assert.Equal(before, StateOf(learner));
    }

    [Fact]
    public void LearnAndScore_AllCellsKnown_AllocateNothing()
    {
        var learner = Learned(seed: 1, rows: 300);
        var row = TestRow.Stream(1, rows: 300, Columns, Classes)[299];
        var scores = new double[learner.ClassCount];
        for (var i = 0; i < 100; i++)
        {
            learner.Learn(row.Row, row.ClassId);
            learner.Score(row.Row, scores);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            learner.Learn(row.Row, row.ClassId);
            learner.Score(row.Row, scores);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static double[] Score(IOnlineLearner learner, TestRow row)
    {
        var scores = new double[learner.ClassCount];
        learner.Score(row.Row, scores);
        return scores;
    }

    private static byte[] StateOf(IOnlineLearner learner)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new StateWriter(output);
        learner.Write(writer);
        writer.End();
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Signed(ReadOnlySpan<byte> body)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new StateWriter(output);
        writer.Bytes(body);
        writer.End();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Every setting at a value that is not its default: nearer to the middle of what is taken.</summary>
    private Dictionary<string, double> OtherSettings() =>
        LearnerTypes.SettingsOf(Type).ToDictionary(setting => setting.Name, setting => Math.Sqrt(setting.Default * setting.Largest));

    private IOnlineLearner Create() => LearnerTypes.Create(new LearnerConfig(Type));

    private IOnlineLearner Learned(int seed, int rows)
    {
        var learner = Create();
        foreach (var row in TestRow.Stream(seed, rows, Columns, Classes))
        {
            learner.Learn(row.Row, row.ClassId);
        }

        return learner;
    }

    private IOnlineLearner Restore(byte[] state, int classes, int columns)
    {
        var learner = Create();
        var reader = new StateReader(state);
        learner.Read(ref reader, classes, columns);
        reader.End();
        return learner;
    }

    private void AssertThrowsOrWorks(byte[] state, int classes)
    {
        IOnlineLearner learner;
        try
        {
            learner = Restore(state, classes, Columns);
        }
        catch (LearnerStateException)
        {
            return;
        }

        Assert.All(Score(learner, new TestRow([1, 2, 3], [1, 1, 1], 0)), score => Assert.False(double.IsNaN(score)));
        learner.Learn(default, classId: 0);
    }
}
