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
        var stream = TestRow.StreamOfEntities(seed, rows: 600, Columns, Classes);
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
        var learner = Learned(seed: 1, rows: 25);
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
        var learner = Learned(seed: 1, rows: 25);
        var body = StateOf(learner).AsSpan()[..^32].ToArray();
        var random = new Random(7);
        for (var i = 0; i < body.Length; i++)
        {
            var damaged = body.ToArray();
            damaged[i] ^= (byte)random.Next(1, 256);
            AssertThrowsOrWorks(Signed(damaged), learner.ClassCount);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void ReadAndCorrect_AtRandomPlaces_EndsInTheSameBytes(int seed)
    {
        var stream = TestRow.StreamOfEntities(seed, rows: 400, Columns, Classes);
        var (through, resumed) = (Create(), Create());
        var random = new Random(seed);
        var classes = stream.Select(row => row.ClassId).ToArray();
        for (var i = 0; i < stream.Count; i++)
        {
            through.Learn(stream[i].Row, classes[i]);
            resumed.Learn(stream[i].Row, classes[i]);
            var (place, to) = (random.Next(i + 1), random.Next(through.ClassCount));
            if (random.Next(4) == 0 && to != classes[place])
            {
                through.Correct(stream[place].Row, classes[place], to);
                resumed.Correct(stream[place].Row, classes[place], to);
                classes[place] = to;
            }

            if (random.Next(50) == 0)
            {
                resumed = Restore(StateOf(resumed), resumed.ClassCount, Columns);
            }
        }

        Assert.Equal(StateOf(through), StateOf(resumed));
        Assert.Equal(Score(through, stream[0]), Score(resumed, stream[0]));
    }

    [Fact]
    public void Correct_LastRowOfAClass_OnlyThatClassIsImpossible()
    {
        var learner = Create();
        var row = new TestRow([1, 2], [1, 1], 0);
        for (var classId = 0; classId < 3; classId++)
        {
            learner.Learn(row.Row, classId);
        }

        learner.Correct(row.Row, from: 1, to: 3);

        Assert.Equal(4, learner.ClassCount);
        Assert.Equal([false, true, false, false], Score(learner, row).Select(double.IsNegativeInfinity));
        learner.Learn(row.Row, 1);
        Assert.All(Score(learner, row), score => Assert.True(double.IsFinite(score)));
    }

    [Fact]
    public void Correct_AgainAndAgain_PrefersTheNewClass()
    {
        var learner = Create();
        var (row, other) = (new TestRow([1, 2], [1, 1], 0) { Entity = 7 }, new TestRow([3], [1], 1) { Entity = 7 });
        for (var i = 0; i < 10; i++)
        {
            learner.Learn(row.Row, 0);
            learner.Learn(other.Row, 1);
        }

        for (var i = 0; i < 10; i++)
        {
            learner.Correct(row.Row, from: 0, to: 1);
        }

        Assert.Equal(0, Posterior.RankOf(1, Score(learner, row)));
    }

    [Fact]
    public void Correct_ClassWithoutRows_ThrowsAndChangesNothing()
    {
        var learner = Create();
        var row = new TestRow([1, 2], [1, 1], 0);
        learner.Learn(row.Row, 0);
        learner.Learn(row.Row, 1);
        learner.Correct(row.Row, from: 0, to: 1);
        var before = StateOf(learner);

        Assert.Throws<InvalidOperationException>(() => learner.Correct(row.Row, from: 0, to: 1));

        Assert.Equal(before, StateOf(learner));
    }

    [Fact]
    public void Score_EntityThatWasNeverLearned_IsThatOfNoEntity()
    {
        var learner = Learned(seed: 1, rows: 300);

        Assert.Equal(
            Score(learner, new TestRow([1, 2, 3], [1, 2, 1], 0)),
            Score(learner, new TestRow([1, 2, 3], [1, 2, 1], 0) { Entity = 999 }));
    }

    [Fact]
    public void Score_EntityThatBooksOtherwise_IsItsOwnWhereEntitiesAreLearnedWithin()
    {
        var learner = Create();
        for (var i = 0; i < 200; i++)
        {
            learner.Learn(new TestRow([1, 2], [1, 1], 0) { Entity = 5 + (ulong)(i % 20) }.Row, i % 20 == 0 && i > 0 ? 1 : 0);
        }

        var expected = LearnerTypes.Find(Type)!.EntitiesApart ? 1 : 0;
        Assert.Equal(expected, Posterior.RankOf(1, Score(learner, new TestRow([1, 2], [1, 1], 0) { Entity = 5 })));
        Assert.Equal(1, Posterior.RankOf(1, Score(learner, new TestRow([1, 2], [1, 1], 0) { Entity = 6 })));
    }

    [Fact]
    public void Settings_EachDefault_IsWithinItsBoundsAndToldApart()
    {
        var settings = LearnerTypes.SettingsOf(Type);

        Assert.All(settings, setting => Assert.InRange(setting.Default, setting.Smallest, setting.Largest));
        Assert.All(settings, setting => Assert.Matches("^[a-z][a-z0-9_]*$", setting.Name));
        Assert.All(settings, setting => Assert.NotEmpty(setting.Meaning));
        Assert.Equal(settings.Count, settings.Select(setting => setting.Name).Distinct().Count());
        Assert.DoesNotContain("type", settings.Select(setting => setting.Name));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Settings_AtTheirEnds_ScoreNumbers(int seed)
    {
        foreach (var end in new Func<LearnerSetting, double>[] { setting => setting.Smallest, setting => setting.Largest })
        {
            var config = new LearnerConfig(Type, LearnerTypes.SettingsOf(Type).ToDictionary(setting => setting.Name, end));
            Assert.Empty(config.Faults());
            var learner = LearnerTypes.Create(config, entities: true);
            var stream = TestRow.StreamOfEntities(seed, rows: 300, Columns, Classes);
            stream.ForEach(row => learner.Learn(row.Row, row.ClassId));

            Assert.All(stream, row => Assert.All(Score(learner, row), score => Assert.True(double.IsFinite(score))));
            Restore(StateOf(learner), learner.ClassCount, Columns);
        }
    }

    [Fact]
    public void Reconfigure_SettingsThatShapeNothing_KeepsTheState()
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
        var row = TestRow.StreamOfEntities(1, rows: 300, Columns, Classes)[299];
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

    /// <summary>Every setting that does not shape the state, nearer to its largest value.</summary>
    private Dictionary<string, double> OtherSettings() => LearnerTypes.SettingsOf(Type)
        .Where(setting => !setting.ShapesState)
        .ToDictionary(setting => setting.Name, setting => Math.Sqrt(setting.Default * setting.Largest));

    private IOnlineLearner Create() => LearnerTypes.Create(new LearnerConfig(Type), entities: true);

    private IOnlineLearner Learned(int seed, int rows)
    {
        var learner = Create();
        foreach (var row in TestRow.StreamOfEntities(seed, rows, Columns, Classes))
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
