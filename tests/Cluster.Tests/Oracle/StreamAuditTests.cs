using Berlin.Chaos.Load;
using Berlin.Chaos.Oracle;
using Berlin.Storage.Streams;

namespace Berlin.Cluster.Tests.Oracle;

/// <summary>What the oracle must find in one stream, planted.</summary>
public sealed class StreamAuditTests
{
    private static readonly ModelUnderLoad Model = new(0, "acme", "accounts", "key", IsTaught: true);

    [Fact]
    public void Judge_RowsAsTheyWereSent_FindsNothing()
    {
        var audit = Audit(Row(1, 0), Row(2, 1), Row(3, 2));
        var verdict = audit.Judge([true, true, false], head: 3, (3, Digest(Row(1, 0), Row(2, 1), Row(3, 2))));
        Assert.True(verdict.IsClean, $"{verdict}");
    }

    [Fact]
    public void Judge_AcknowledgedRowThatIsNotThere_IsMissing()
    {
        var verdict = Audit(Row(1, 0)).Judge([true, true], head: 1, trainer: null);
        Assert.Equal((1, false), (verdict.AcknowledgedMissing, verdict.IsClean));
    }

    [Fact]
    public void Judge_RowWithAnotherTarget_CountsAsMissing() =>
        Assert.Equal(1, Audit(Row(1, 0) with { Target = "else" }).Judge([true], head: 1, trainer: null).AcknowledgedMissing);

    [Fact]
    public void Judge_IdThatIsStoredTwice_IsFound() => Assert.Equal(1, Audit(Row(1, 0), Row(2, 0)).Judge([true], head: 2, trainer: null).StoredTwice);

    [Fact]
    public void Judge_SkippedNumber_IsAGap() => Assert.Equal(1, Audit(Row(1, 0), Row(3, 1)).Judge([true, true], head: 3, trainer: null).SequenceGaps);

    [Fact]
    public void Judge_HeadBeyondTheLastRow_IsAGap() => Assert.Equal(1, Audit(Row(1, 0)).Judge([true], head: 2, trainer: null).SequenceGaps);

    [Fact]
    public void Judge_TrainerThatLearnedInAnotherOrder_Differs()
    {
        var verdict = Audit(Row(1, 0), Row(2, 1)).Judge([true, true], head: 2, (2, Digest(Row(1, 1), Row(2, 0))));
        Assert.Equal(1, verdict.DigestsDiffer);
    }

    [Fact]
    public void Judge_TrainerBeyondTheStoredRows_Differs() =>
        Assert.Equal(1, Audit(Row(1, 0)).Judge([true], head: 1, (2, Digest(Row(1, 0), Row(2, 1)))).DigestsDiffer);

    [Fact]
    public void Judge_TrainerThatIsBehind_IsComparedWhereItIs()
    {
        var audit = Audit(Row(1, 0), Row(2, 1));
        Assert.True(audit.Judge([true, true], head: 2, (1, Digest(Row(1, 0)))).IsClean);
        Assert.True(audit.Judge([true, true], head: 2, (2, Digest(Row(1, 0), Row(2, 1)))).IsClean);
    }

    private static StreamAudit Audit(params StoredObservation[] rows)
    {
        var audit = new StreamAudit(Model);
        foreach (var row in rows)
        {
            audit.Take(row);
        }

        return audit;
    }

    private static string Digest(params StoredObservation[] rows)
    {
        var replay = new CleanReplay();
        foreach (var row in rows)
        {
            replay.Learn(row);
        }

        return replay.Digest();
    }

    private static StoredObservation Row(long sequence, int number) => new()
    {
        Sequence = sequence,
        Id = AccountModel.Id(number),
        At = DateTimeOffset.UnixEpoch,
        ContentDigest = [],
        Target = AccountModel.Target(number),
        Entity = AccountModel.Entity(number),
        Subject = AccountModel.Subject(number),
        Features = System.Text.Encoding.UTF8.GetBytes(AccountModel.Features(number)),
    };
}
