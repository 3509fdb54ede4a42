using System.Buffers;
using System.Security.Cryptography;
using static Berlin.Learning.Tests.Configs;

namespace Berlin.Learning.Tests;

public sealed class EntityLearnerTests
{
    private static readonly OnlineClassifierConfig Entities = Bookings with { Entities = true };

    [Theory]
    [InlineData(211)]
    [InlineData(212)]
    public void Read_AtRandomPlacesOfAStream_EndsInTheSameBytesAndEvidence(int seed)
    {
        var (through, resumed) = (new EntityLearner(Entities), new EntityLearner(Entities));
        var random = new Random(seed);
        var stream = BookingStream.Make(seed, rows: 300);
        foreach (var (features, target) in stream)
        {
            through.Learn(features, target);
            resumed.Learn(features, target);
            if (random.Next(20) == 0)
            {
                resumed = EntityLearner.Read(Entities, StateOf(resumed));
            }
        }

        Assert.Equal(StateOf(through), StateOf(resumed));
        Assert.Equal((through.Observations, through.ClassCount, through.CellCount), (resumed.Observations, resumed.ClassCount, resumed.CellCount));
        foreach (var (features, _) in stream)
        {
            AssertEqual(through.Evidence(features), resumed.Evidence(features));
        }
    }

    [Theory]
    [InlineData(213)]
    [InlineData(214)]
    public void Correct_RandomRows_GivesTheEvidenceOfAStreamThatHadTheNewTargets(int seed)
    {
        var random = new Random(seed);
        var (corrected, expected) = (new EntityLearner(Entities), new EntityLearner(Entities));
        var stream = BookingStream.Make(seed, rows: 200);
        var targets = stream.Select(row => row.Target).ToArray();
        stream.ForEach(row => corrected.Learn(row.Features, row.Target));
        for (var i = 0; i < 150; i++)
        {
            var row = random.Next(stream.Count);
            var to = $"account {random.Next(60)}";
            if (to != targets[row])
            {
                corrected.Correct(stream[row].Features, targets[row], to);
                targets[row] = to;
            }
        }

        for (var i = 0; i < stream.Count; i++)
        {
            expected.Learn(stream[i].Features, targets[i]);
        }

        Assert.Equal((expected.Observations, expected.CellCount), (corrected.Observations, corrected.CellCount));
        foreach (var (features, _) in stream)
        {
            AssertEqual(expected.Evidence(features), corrected.Evidence(features));
        }
    }

    [Fact]
    public void Correct_RowThatWasNotLearned_ThrowsAndChangesNothing()
    {
        var learner = new EntityLearner(Entities);
        learner.Learn("""{"text":"taxi"}"""u8, "a");
        learner.Learn("""{"text":"rent"}"""u8, "b");
        var before = StateOf(learner);

        Assert.Throws<InvalidOperationException>(() => learner.Correct("""{"text":"taxi"}"""u8, "b", "a"));
        Assert.Throws<ArgumentException>(() => learner.Correct("""{"text":"taxi"}"""u8, "c", "a"));
        Assert.Throws<ArgumentException>(() => learner.Correct("""{"text":"taxi"}"""u8, "a", "a"));
        Assert.Throws<ArgumentException>(() => learner.Correct("""{"text":"taxi"}"""u8, "a", ""));

        Assert.Equal(before, StateOf(learner));
    }

    [Fact]
    public void Evidence_UntilTheEntityLearns_SharesItsTotals()
    {
        var learner = new EntityLearner(Entities);
        learner.Learn("""{"text":"taxi"}"""u8, "a");
        var (first, second) = (learner.Evidence("""{"text":"taxi"}"""u8), learner.Evidence("""{"text":"rent"}"""u8));
        learner.Learn("""{"text":"rent"}"""u8, "b");

        Assert.Same(first.Classes, second.Classes);
        Assert.Equal([1L], first.Rows);
        Assert.Equal((1, 2), (first.Observations, learner.Evidence("{}"u8).Observations));
        Assert.Single(first.CellKeys);
        Assert.Empty(second.CellKeys);
    }

    [Fact]
    public void Learn_MoreKeysThanColumns_KeepsToTheBound()
    {
        var learner = new EntityLearner(Entities with { Columns = new ColumnsConfig(ColumnMode.Vocabulary, 3) });
        learner.Learn("""{"text":"one two three four five"}"""u8, "a");
        learner.Learn("""{"text":"five six"}"""u8, "b");
        learner.Correct("""{"text":"one two three four five"}"""u8, "a", "b");

        Assert.Equal(3, learner.CellCount);
        Assert.Equal([0L, 2L], learner.Evidence("{}"u8).Rows);
        Assert.Equal([0L, 3L], learner.Evidence("{}"u8).Occurrences);
    }

    [Fact]
    public void Constructor_EntitiesAreNotLearnedApart_Throws() =>
        Assert.Throws<ArgumentException>(() => new EntityLearner(Bookings));

    [Fact]
    public void MemoryBytes_TensOfRows_AreAFewKilobytes()
    {
        var learner = new EntityLearner(Entities);
        BookingStream.Make(seed: 215, rows: 30).ForEach(row => learner.Learn(row.Features, row.Target));

        Assert.InRange(learner.MemoryBytes, 1, 8 * 1024);
    }

    [Fact]
    public void Read_AnyBitFlippedOrCutAnywhere_Throws()
    {
        var learner = new EntityLearner(Entities);
        BookingStream.Make(seed: 216, rows: 10).ForEach(row => learner.Learn(row.Features, row.Target));
        var state = StateOf(learner);
        var random = new Random(216);
        for (var i = 0; i < state.Length; i++)
        {
            var damaged = state.ToArray();
            damaged[i] ^= (byte)(1 << random.Next(8));
            Assert.Throws<LearnerStateException>(() => EntityLearner.Read(Entities, damaged));
            Assert.Throws<LearnerStateException>(() => EntityLearner.Read(Entities, state.AsSpan(0, i)));
        }
    }

    [Fact]
    public void Read_DamagedAndSignedAgain_ThrowsOrGivesALearnerThatWorks()
    {
        var learner = new EntityLearner(Entities);
        BookingStream.Make(seed: 217, rows: 20).ForEach(row => learner.Learn(row.Features, row.Target));
        var state = StateOf(learner);
        var random = new Random(217);
        for (var i = 0; i < 3_000; i++)
        {
            var body = state.AsSpan()[..^SHA256.HashSizeInBytes].ToArray();
            body[random.Next(42, body.Length)] = (byte)random.Next(256);
            body = body[..random.Next(random.Next(2) == 0 ? 42 : body.Length, body.Length + 1)];
            TryRead([.. body, .. SHA256.HashData(body)]);
        }
    }

    private static void TryRead(byte[] state)
    {
        EntityLearner learner;
        try
        {
            learner = EntityLearner.Read(Entities, state);
        }
        catch (LearnerStateException)
        {
            return;
        }

        learner.Evidence("""{"text":"word1 word2","amount":3}"""u8);
        learner.Learn("""{"text":"word1 new","amount":3}"""u8, "account 1");
        StateOf(learner);
    }

    private static byte[] StateOf(EntityLearner learner)
    {
        var output = new ArrayBufferWriter<byte>();
        learner.Write(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Equal but for the order of classes, and for classes that have no rows left.</summary>
    private static void AssertEqual(EntityEvidence expected, EntityEvidence actual)
    {
        Assert.Equal(Totals(expected), Totals(actual));
        Assert.Equal(Cells(expected), Cells(actual));
    }

    private static IEnumerable<(string, long, long)> Totals(EntityEvidence evidence) =>
        evidence.Classes.Select((label, i) => (label, evidence.Rows[i], evidence.Occurrences[i])).Where(total => total.Item2 > 0).Order();

    private static IEnumerable<(ulong, string, uint)> Cells(EntityEvidence evidence) =>
        evidence.CellKeys.Select((key, i) => (key, evidence.Classes[evidence.CellClasses[i]], evidence.CellCounts[i])).Order();
}
