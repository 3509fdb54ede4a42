using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Berlin.Grains;
using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.Scoring;

/// <summary>Answers that begin while the question still comes in, and what becomes of them when something fails on the way.</summary>
public sealed class ScoreStreamTests
{
    private const string Header = "text,amount,id\n";

    /// <summary>More than every buffer between a client and the silo holds together.</summary>
    private const int ManyRows = 500_000;

    [Fact]
    public async Task Client_ThatWaitsForEachAnswer_GetsItBeforeItSendsOn()
    {
        await using var silo = await ScoringModel.StartAsync();
        await using var http = await DuplexHttp.BeginAsync(silo.Client.BaseAddress!);
        await http.SendAsync(Header);
        for (var row = 1; row <= 20; row++)
        {
            await http.SendAsync($"taxi,{row},r{row}\n");
            await http.ReadUntilAsync($"{row},r{row},2770,0.93");
        }

        await http.EndAsync();
        Assert.True(await http.ReadToEndAsync());
    }

    [Fact]
    public async Task Row_InManyPieces_IsOneRow()
    {
        await using var silo = await ScoringModel.StartAsync();
        await using var http = await DuplexHttp.BeginAsync(silo.Client.BaseAddress!);
        foreach (var character in Header + "\"ta\"\"xi\r\n\",12.5,\"r\"\r\nhotel,,h\r\n")
        {
            await http.SendAsync(character.ToString());
        }

        await http.EndAsync();
        Assert.True(await http.ReadToEndAsync());
        Assert.Contains("1,r,2770,0.93,,,\r\n", http.Received, StringComparison.Ordinal);
        Assert.Contains("2,h,2770,0.93,,,\r\n", http.Received, StringComparison.Ordinal);
        Assert.Equal(
            ["""{"amount":12.5,"text":"ta\"xi\r\n"}""", """{"text":"hotel"}"""],
            silo.Head.Predicted.SelectMany(asked => asked.Request.Instances).Select(Encoding.UTF8.GetString));
    }

    [Theory]
    [InlineData(1024 * 1024 * 1024)]
    [InlineData(64 * 1024)]
    public async Task HttpClient_WhichSendsEverythingBeforeItReads_GetsEveryRow(long maxUnreadAnswerBytes)
    {
        // HttpClient reads nothing over HTTP/1.1 before its request is sent: what fits no buffer waits on disk. With little of
        // that, the body waits, and the bound of the client's silence ends it.
        await using var silo = await ScoringModel.StartAsync(options =>
        {
            options.MaxUnreadAnswerBytes = maxUnreadAnswerBytes;
            options.ClientTimeout = TimeSpan.FromSeconds(1);
        });
        using var request = SiloUnderTest.Request("POST", ScoringModel.Path, Rows(ManyRows), "text/csv");
        if (maxUnreadAnswerBytes == 64 * 1024)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => silo.Client.SendAsync(request, TestContext.Current.CancellationToken));
            return;
        }

        using var response = await silo.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        RequireRows(text.Split("\r\n"));
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData(null)]
    public async Task HttpClient_BehindAGateway_GetsEveryRow(string? siloUrl)
    {
        // The bound of other bodies is none of this one.
        await using var gateway = await GatewayUnderTest.StartAsync(await SiloUnderTest.StartAsync(url: siloUrl), options => options.MaxBodyBytes = 1024);
        ScoringModel.Define(gateway.Silo);
        var key = gateway.Keys.Add('a', 'b', SiloUnderTest.Tenant, "predict");
        using var request = new HttpRequestMessage(HttpMethod.Post, ScoringModel.Path) { Content = new ByteArrayContent(Rows(ManyRows)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        RequireRows((await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n"));
    }

    [Fact]
    public async Task Curl_GetsEveryRow()
    {
        await using var silo = await ScoringModel.StartAsync();
        var input = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(input, Rows(ManyRows), TestContext.Current.CancellationToken);
            string[] arguments =
            [
                "--silent", "--show-error", "--fail", "--data-binary", $"@{input}", "-H", "Content-Type: text/csv", "-H", $"Berlin-Join: {SiloUnderTest.JoinSecret}",
                "-H", $"Berlin-Tenant: {SiloUnderTest.Tenant}", "-H", "Berlin-Scopes: predict", new Uri(silo.Client.BaseAddress!, ScoringModel.Path).ToString(),
            ];
            using var curl = StartCurl(arguments);
            var text = await curl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await curl.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, curl.ExitCode);
            RequireRows(text.Split("\r\n"));
        }
        finally
        {
            File.Delete(input);
        }
    }

    [Fact]
    public async Task SilentClient_IsTimedOutInItsLastLine()
    {
        await using var silo = await ScoringModel.StartAsync(options => options.ClientTimeout = TimeSpan.FromSeconds(1));
        await using var http = await DuplexHttp.BeginAsync(silo.Client.BaseAddress!);
        await http.SendAsync(Header + "taxi,1,r1\nhotel");
        Assert.False(await http.ReadToEndAsync());
        Assert.Contains("1,r1,2770,0.93,,,\r\n", http.Received, StringComparison.Ordinal);
        Assert.Contains(
            ",,,,,request.timed_out,The answer ends after row 1: Nothing of the body arrived for 1 seconds.\r\n", http.Received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SilentClient_BeforeTheFirstRow_IsAnsweredWithTheStatus()
    {
        await using var silo = await ScoringModel.StartAsync(options => options.ClientTimeout = TimeSpan.FromSeconds(1));
        await using var http = await DuplexHttp.BeginAsync(silo.Client.BaseAddress!);
        await http.SendAsync(Header);
        await http.ReadUntilAsync("request.timed_out");
        Assert.StartsWith("HTTP/1.1 408", http.Received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientThatTakesNothing_IsCut()
    {
        // One row after the other comes out, and the client looks at none of them after its body has ended.
        await using var silo = await ScoringModel.StartAsync(options =>
        {
            options.ClientTimeout = TimeSpan.FromSeconds(1);
            options.MaxStreams = 1;
        });
        await using var http = await DuplexHttp.BeginAsync(silo.Client.BaseAddress!, receiveBufferBytes: 4096);
        await http.SendAsync(Encoding.UTF8.GetString(Rows(ManyRows)));
        await http.EndAsync();
        await ScoreWhenFreeAsync(silo);
        Assert.False(await http.ReadToEndAsync());
    }

    [Fact]
    public async Task QuoteThatIsNeverClosed_IsTheLastLineOfACutAnswer()
    {
        await using var silo = await ScoringModel.StartAsync();
        await using var http = await DuplexHttp.BeginAsync(silo.Client.BaseAddress!);
        await http.SendAsync(Header + "taxi,1,r1\n\"hotel,2,r2\n");
        await http.EndAsync();
        Assert.False(await http.ReadToEndAsync());
        Assert.Contains("1,r1,2770,0.93,,,\r\n", http.Received, StringComparison.Ordinal);
        Assert.Contains(",,,,,request.invalid,The answer ends after row 1: Row 2 opens a quote that is never closed;", http.Received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FaultOfTheModel_AfterTheFirstByte_IsTheLastLineOfACutAnswer()
    {
        await using var silo = await ScoringModel.StartAsync();
        await using var http = await DuplexHttp.BeginAsync(silo.Client.BaseAddress!);
        await http.SendAsync(Header + "taxi,1,r1\n");
        await http.ReadUntilAsync("1,r1,2770,0.93");
        silo.Head.OnPredict = _ => throw new BerlinException(ErrorCodes.ModelNotFound, "gone");
        await http.SendAsync("taxi,1,r2\n");
        Assert.False(await http.ReadToEndAsync());
        Assert.Contains(",,,,,model.not_found,The answer ends after row 1: There is no model of that name.\r\n", http.Received, StringComparison.Ordinal);
        Assert.DoesNotContain("r2", http.Received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_BeyondTheBoundOfStreams_IsRefusedUntilOneEnds()
    {
        await using var silo = await ScoringModel.StartAsync(options => options.MaxStreams = 1);
        await using var first = await DuplexHttp.BeginAsync(silo.Client.BaseAddress!);
        await first.SendAsync(Header + "taxi,1,r1\n");
        await first.ReadUntilAsync("1,r1,2770,0.93");
        (await silo.ScoreAsync(Header + "taxi,1,r2\n")).RequireError(503, "server.unavailable", "The server scores as many streams as it may (1); repeat the call.");
        await first.EndAsync();
        Assert.True(await first.ReadToEndAsync());
        await ScoreWhenFreeAsync(silo);
    }

    [Fact]
    public async Task ClientThatLeaves_GivesItsSlotBack()
    {
        await using var silo = await ScoringModel.StartAsync(options => options.MaxStreams = 1);
        await using (var http = await DuplexHttp.BeginAsync(silo.Client.BaseAddress!))
        {
            await http.SendAsync(Header + "taxi,1,r1\n");
            await http.ReadUntilAsync("1,r1,2770,0.93");
        }

        await ScoreWhenFreeAsync(silo);
    }

    /// <summary>Repeats a call as its answers come, until the one slot is free again.</summary>
    private static async Task ScoreWhenFreeAsync(SiloUnderTest silo)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await silo.ScoreAsync(Header + "taxi,1,r\n") is var answer && (int)answer.Status != 200)
        {
            answer.RequireError(503, "server.unavailable");
            bound.Token.ThrowIfCancellationRequested();
        }
    }

    private static byte[] Rows(int count)
    {
        var text = new StringBuilder(Header);
        for (var row = 1; row <= count; row++)
        {
            text.Append($"taxi to the airport,{row}.5,r{row}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void RequireRows(string[] lines)
    {
        Assert.Equal(ManyRows + 2, lines.Length);
        for (var row = 1; row <= ManyRows; row++)
        {
            Assert.StartsWith($"{row},r{row},2770,0.93", lines[row], StringComparison.Ordinal);
        }
    }

    private static Process StartCurl(string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("curl", arguments) { RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("curl is not installed.");
            throw;
        }
    }
}
