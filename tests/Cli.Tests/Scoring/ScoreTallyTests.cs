using System.Text;
using Berlin.Cli.Scoring;
using Berlin.Client;

namespace Berlin.Cli.Tests.Scoring;

/// <summary>An answer is counted the same, however it is cut into pieces.</summary>
public sealed class ScoreTallyTests
{
    private const string Csv = "row,id,value_1,probability_1,value_2,probability_2,entity_observations,code,error\r\n"
        + "1,\"a,b\",x,0.5,y,0.5,,,\r\n2,,,,,,,features.invalid,\"bad, very\r\nbad\"\r\n3,,\"multi\nline\",1,,,7,,\r\n";

    private const string Lines = """
        {"row":1,"id":"a","predictions":[{"value":"code\"error","probability":0.5}]}
        {"row":2,"code":"features.invalid","error":"bad, very\r\nbad"}
        {"row":3,"predictions":[]}

        """;

    private static readonly int[] PieceSizes = [1, 2, 3, 7, 64, 4096];

    public static TheoryData<ScoreFormat, int> Pieces => new(
        from format in Enum.GetValues<ScoreFormat>()
        from bytes in PieceSizes
        select (format, bytes));

    [Theory]
    [MemberData(nameof(Pieces))]
    public void Answer_InPieces_IsCounted(ScoreFormat format, int pieceBytes)
    {
        var tally = Read(format, format == ScoreFormat.Csv ? Csv : Lines, pieceBytes);
        Assert.Equal((3, 1), (tally.Rows, tally.Failed));
        Assert.Equal(new ScoreFault(2, "features.invalid", "bad, very\r\nbad"), Assert.Single(tally.Faults));
        Assert.Null(tally.Cut);
    }

    [Theory]
    [InlineData(ScoreFormat.Csv, Csv + ",,,,,,,request.timed_out,The answer ends.\r\n")]
    [InlineData(ScoreFormat.JsonLines, Lines + """{"code":"request.timed_out","error":"The answer ends."}""" + "\n")]
    public void LastLine_WithoutARowNumber_IsTheCut(ScoreFormat format, string answer)
    {
        var tally = Read(format, answer, 5);
        Assert.Equal((3, 1), (tally.Rows, tally.Failed));
        Assert.Equal(("request.timed_out", "The answer ends."), (tally.Cut?.Code, tally.Cut?.Error));
    }

    private static ScoreTally Read(ScoreFormat format, string answer, int pieceBytes)
    {
        var tally = ScoreTally.Of(new ScoreRequest { Model = "m", Input = ScoreFormat.Csv, Output = format, Top = 2 });
        foreach (var piece in Encoding.UTF8.GetBytes(answer).Chunk(pieceBytes))
        {
            tally.Add(piece);
        }

        return tally;
    }
}
