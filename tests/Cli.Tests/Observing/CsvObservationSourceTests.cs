using System.Text;
using System.Text.Json;
using Berlin.Cli.Observing;
using Berlin.Client;

namespace Berlin.Cli.Tests.Observing;

public sealed class CsvObservationSourceTests : IDisposable
{
    private static readonly ModelDefinition Definition = new()
    {
        Features =
        [
            new FeatureDefinition { Field = "text", Type = "text" },
            new FeatureDefinition { Field = "amount", Type = "number" },
        ],
        Target = "account",
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_PlainRows_AreObservations()
    {
        var row = Assert.Single(await ReadAsync("text,amount,account\ntaxi,12.50,2770\n"));
        Assert.Equal(2, row.Line);
        Assert.Equal("taxi", Features(row).GetProperty("text").GetString());
        Assert.Equal(12.5, Features(row).GetProperty("amount").GetDouble());
        Assert.Equal("2770", Json(row).GetProperty("target").GetString());
    }

    [Theory]
    [InlineData("text,amount,account\n\"a, b\",1,x\n", "a, b")]
    [InlineData("text,amount,account\n\"ha \"\"ha\"\" ha\",1,x\n", "ha \"ha\" ha")]
    [InlineData("text,amount,account\n\"Once upon \na time\",1,x\n", "Once upon \na time")]
    [InlineData("text,amount,account\r\n\"Once upon \r\na time\",1,x\r\n", "Once upon \r\na time")]
    [InlineData("text,amount,account\n\"ha \n\"\"ha\"\" \nha\",1,x\n", "ha \n\"ha\" \nha")]
    [InlineData("text,amount,account\n\"{\"\"type\"\": \"\"Point\"\", \"\"coordinates\"\": [102.0, 0.5]}\",1,x\n", "{\"type\": \"Point\", \"coordinates\": [102.0, 0.5]}")]
    [InlineData("text,amount,account\nʤ,1,x\n", "ʤ")]
    [InlineData("text,amount,account\n15\" monitor,1,x\n", "15\" monitor")]
    [InlineData("text,amount,account\r\ntaxi,1,x", "taxi")]
    [InlineData("\uFEFFtext,amount,account\ntaxi,1,x\n", "taxi")]
    [InlineData("Text, AMOUNT ,account\ntaxi,1,x\n", "taxi")]
    [InlineData("text,amount,account\n  taxi  ,1,x\n", "  taxi  ")]
    public async Task Read_QuotesLineEndsAndMarks_GiveTheText(string csv, string text)
    {
        var row = Assert.Single(await ReadAsync(csv));
        Assert.Null(row.Fault);
        Assert.Equal(text, Features(row).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Read_EmptyFields_AreAbsentFeatures()
    {
        var row = Assert.Single(await ReadAsync("text,amount,account\n,,x\n"));
        Assert.Empty(Features(row).EnumerateObject());
    }

    [Fact]
    public async Task Read_FieldsWithLineEnds_TellTheLineOnWhichTheRowBegins()
    {
        var rows = await ReadAsync("text,amount,account\n\"a\nb\nc\",1,x\n\n\nd,2,x\n\"e\r\nf\",3,x");
        Assert.Equal([2, 7, 8], rows.Select(row => row.Line));
    }

    [Theory]
    [InlineData("text,amount,account\ntaxi,1\n", "2 fields")]
    [InlineData("text,amount,account\ntaxi,1,x,y\n", "4 fields")]
    [InlineData("text,amount,account\ntaxi,12 GBP,x\n", "'12 GBP'")]
    [InlineData("text,amount,account\ntaxi,\"1,250.00\",x\n", "'1,250.00'")]
    [InlineData("text,amount,account\ntaxi,1e400,x\n", "'1e400'")]
    [InlineData("text,amount,account\ntaxi,NaN,x\n", "'NaN'")]
    [InlineData("text,amount,account\n\"ta\"xi,1,x\n", "quote")]
    [InlineData("text,amount,account\n\"taxi,1,x\n", "quote")]
    public async Task Read_FaultyRow_IsReportedWithItsLineAndReason(string csv, string reason)
    {
        var row = Assert.Single(await ReadAsync(csv));
        Assert.Equal(2, row.Line);
        Assert.Contains(reason, row.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FaultyRow_DoesNotHideTheOthers()
    {
        var rows = await ReadAsync("text,amount,account\na,1,x\nb,oops,x\nc,3\nd,4,x\n");
        Assert.Equal([false, true, true, false], rows.Select(row => row.Fault is not null));
        Assert.Equal([2, 3, 4, 5], rows.Select(row => row.Line));
    }

    [Fact]
    public async Task Read_QuoteLeftOpenBeforeMuchText_EndsWithOneFault()
    {
        var csv = new StringBuilder("text,amount,account\n\"open,1,x\n");
        for (var row = 0; row < 200_000; row++)
        {
            csv.Append("taxi,1,x\n");
        }

        var fault = Assert.Single(await ReadAsync(csv.ToString()));
        Assert.Contains("1 MiB", fault.Fault, StringComparison.Ordinal);
        Assert.Equal(2, fault.Line);
    }

    [Theory]
    [InlineData("2014-04-02", "2014-04-02T00:00:00+00:00")]
    [InlineData("2014-04-02T10:15:00", "2014-04-02T10:15:00+00:00")]
    [InlineData("2014-04-02 10:15:00", "2014-04-02T10:15:00+00:00")]
    [InlineData("2014-04-02T10:15:00.25Z", "2014-04-02T10:15:00.25+00:00")]
    [InlineData("2014-04-02T10:15:00+02:00", "2014-04-02T10:15:00+02:00")]
    public async Task Read_Times_CarryAnOffset(string written, string sent)
    {
        var row = Assert.Single(await ReadAsync($"text,amount,account,day\ntaxi,1,x,{written}\n", new ColumnChoice { At = "day" }));
        Assert.Equal(sent, Json(row).GetProperty("at").GetString());
    }

    [Fact]
    public async Task Read_FaultyTime_IsReported()
    {
        var row = Assert.Single(await ReadAsync("text,amount,account,at\ntaxi,1,x,02/04/2014\n"));
        Assert.Contains("'02/04/2014' is no time", row.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ChosenColumns_AreTaken()
    {
        var choice = new ColumnChoice
        {
            Fields = new Dictionary<string, string> { ["text"] = "merchant" },
            Target = "code",
            Id = "number",
            Entity = "card",
            Subject = "person",
        };
        var row = Assert.Single(await ReadAsync("number,merchant,amount,code,card,person\nB-7,taxi,1,x,K1,p1\n", choice));
        var json = Json(row);
        Assert.Equal("B-7", json.GetProperty("id").GetString());
        Assert.Equal("taxi", Features(row).GetProperty("text").GetString());
        Assert.Equal("x", json.GetProperty("target").GetString());
        Assert.Equal("K1", json.GetProperty("entity").GetString());
        Assert.Equal("p1", json.GetProperty("subject").GetString());
    }

    [Theory]
    [InlineData("merchant,amount,account\n", "no column for field 'text'")]
    [InlineData("text,amount,code\n", "no column for target 'account'")]
    [InlineData("text,text,amount,account\n", "column 'text' stands in the header 2 times")]
    [InlineData("text;amount;account\n", "--delimiter")]
    [InlineData("", "is empty")]
    public async Task Open_HeaderWithoutTheColumns_IsRefused(string csv, string reason)
    {
        var refusal = await Assert.ThrowsAsync<CommandFailedException>(() => ReadAsync(csv));
        Assert.Equal(ExitCodes.Usage, refusal.ExitCode);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_MapOfAFieldThatIsNotDeclared_IsRefused()
    {
        var choice = new ColumnChoice { Fields = new Dictionary<string, string> { ["vat"] = "text" } };
        var refusal = await Assert.ThrowsAsync<CommandFailedException>(() => ReadAsync("text,amount,account\n", choice));
        Assert.Contains("no field 'vat'", refusal.Message, StringComparison.Ordinal);
    }

    private static JsonElement Json(SourceRow row) => JsonDocument.Parse(row.Json).RootElement;

    private static JsonElement Features(SourceRow row) => Json(row).GetProperty("features");

    private async Task<List<SourceRow>> ReadAsync(string csv, ColumnChoice? choice = null)
    {
        var path = _folder.Write("rows.csv", csv);
        var fingerprint = await FileFingerprint.TakeAsync(path, TestContext.Current.CancellationToken);
        return [.. CsvObservationSource.Open(path, ',', Definition, choice ?? new ColumnChoice(), fingerprint).Read()];
    }
}
