using Berlin.Storage.Faults;

namespace Berlin.Storage.Tests.Faults;

/// <summary>How a specification is read. That it kills, SqliteKillTests shows.</summary>
public sealed class ProcessKillFaultsTests
{
    [Theory]
    [InlineData("Append_BeforeSubmit")]
    [InlineData("Observe_BeforeAck@1")]
    [InlineData("Define_BeforeCommit@9223372036854775807")]
    [InlineData("Append_AfterRowsBeforeCommit:stop")]
    [InlineData("Append_AfterRowsBeforeCommit@7:stop")]
    public void Parse_GoodSpecification_IsTaken(string specification) => Assert.NotNull(ProcessKillFaults.Parse(specification));

    [Theory]
    [InlineData("")]
    [InlineData("append_beforesubmit")]
    [InlineData("Append_BeforeSubmit ")]
    [InlineData("0")]
    [InlineData("Append_BeforeSubmit,Observe_BeforeAck")]
    [InlineData("Append_BeforeSubmit@")]
    [InlineData("Append_BeforeSubmit@0")]
    [InlineData("Append_BeforeSubmit@-1")]
    [InlineData("Append_BeforeSubmit@1@2")]
    [InlineData("Append_BeforeSubmit@ 1")]
    [InlineData(":stop")]
    [InlineData("Append_BeforeSubmit:stop@1")]
    [InlineData("Append_BeforeSubmit:halt")]
    public void Parse_BadSpecification_IsRefused(string specification) =>
        Assert.Throws<FormatException>(() => ProcessKillFaults.Parse(specification));

    [Fact]
    public void Parse_UnknownPoint_NamesThePointsThereAre()
    {
        var refusal = Assert.Throws<FormatException>(() => ProcessKillFaults.Parse("Nowhere@1"));

        Assert.All(Enum.GetNames<FaultPoint>(), name => Assert.Contains(name, refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Pass_OtherPointsAndEarlierPassings_GoOn()
    {
        var faults = ProcessKillFaults.Parse("Append_BeforeSubmit@3");

        faults.Pass(FaultPoint.Append_BeforeSubmit);
        faults.Pass(FaultPoint.Append_BeforeSubmit);
        Assert.All(Enumerable.Repeat(FaultPoint.Observe_BeforeAck, 10), faults.Pass);
    }
}
