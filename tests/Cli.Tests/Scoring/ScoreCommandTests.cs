using System.Net;
using System.Net.Sockets;
using System.Text;
using Berlin.Cli.Tests.Processes;
using Berlin.Cli.Tests.Server;

namespace Berlin.Cli.Tests.Scoring;

public sealed class ScoreCommandTests : IDisposable
{
    private const string Header = "row,id,value_1,probability_1,entity_observations,code,error\r\n";
    private const string ScoreTarget = "POST /v1/models/accounts/score?top=1";
    private const string Queued = """
        {"id":"job-1","model":"accounts","state":"queued","input":"csv","output":"csv","top":1,"rows":0,"rows_failed":0,"bytes_read":0,"bytes_total":9,"result_bytes":0,"rows_per_second":0,"created_at":"2026-01-02T03:04:05+00:00","started_at":null,"finished_at":null}
        """;

    private readonly TemporaryFolder _folder = new();

    private string Output => Path.Combine(_folder.Path, "out.csv");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Score_OfGoodRows_WritesTheAnswers()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers[ScoreTarget] = (200, Header + "1,,2770,0.9,,,\r\n2,,2780,0.5,,,\r\n");
        var result = await ScoreAsync(server, "text,amount\ntaxi,1\nhotel,2\n");
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal(Header + "1,,2770,0.9,,,\r\n2,,2780,0.5,,,\r\n", await File.ReadAllTextAsync(Output, TestContext.Current.CancellationToken));
        Assert.Equal((2, 0), (result.Json.GetProperty("rows").GetInt32(), result.Json.GetProperty("failed").GetInt32()));
        Assert.Equal($"{ScoreTarget} Bearer {ScriptedServer.TenantKey} text,amount\ntaxi,1\nhotel,2", Assert.Single(server.Calls));
        Assert.Equal(["in.csv", "out.csv"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(false, ExitCodes.Partial)]
    [InlineData(true, ExitCodes.Success)]
    public async Task Score_OfARowWithAFault_TellsItInTheExitCode(bool isAccepted, int exitCode)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers[ScoreTarget] = (200, Header + "1,,2770,0.9,,,\r\n2,r2,,,,features.invalid,\"It has a \"\"quote\"\", and\na line.\"\r\n");
        var result = await ScoreAsync(server, "text,amount\n", isAccepted ? ["--accept-faults"] : []);
        Assert.Equal(exitCode, result.ExitCode);
        var fault = Assert.Single(result.Json.GetProperty("faults").EnumerateArray());
        Assert.Equal((2, "features.invalid"), (fault.GetProperty("row").GetInt32(), fault.GetProperty("code").GetString()));
        Assert.Contains("row 2: It has a quote, and\na line. (features.invalid)", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Output));
    }

    [Fact]
    public async Task Score_WithMappedColumns_SendsTheirNewNames()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers[ScoreTarget] = (200, Header);
        var result = await ScoreAsync(server, "\ufeff\"the, merchant\",text,amount\r\ntaxi,x,1\r\n", "--map", "text=the, merchant");
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.EndsWith("\"text\",\"unused text\",\"amount\"\ntaxi,x,1", Assert.Single(server.Calls), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_RefusedByTheServer_LeavesAnEarlierOutput()
    {
        await using var server = await ScriptedServer.StartAsync();
        await File.WriteAllTextAsync(Output, "earlier", TestContext.Current.CancellationToken);
        server.Answers[ScoreTarget] = (400, """{"error":"The header row lacks the column 'amount'.","code":"request.invalid"}""");
        var result = await ScoreAsync(server, "text\n");
        Assert.Equal(ExitCodes.Refused, result.ExitCode);
        Assert.Contains("The header row lacks the column 'amount'. (request.invalid)", result.Error, StringComparison.Ordinal);
        Assert.Equal("earlier", await File.ReadAllTextAsync(Output, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(Output + ".part"));
    }

    [Fact]
    public async Task Score_CutByTheServer_TellsItsLastLineAndLeavesNoOutput()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeCutAsync(listener, Header + "1,,2770,0.9,,,\r\n,,,,,request.invalid,The answer ends after row 1: Row 2 opens a quote.\r\n");
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var result = await BerlinProcess.RunAsync(url, ScriptedServer.TenantKey, Arguments(_folder.Write("in.csv", "text\n")));
        await serving;
        Assert.Equal(ExitCodes.Refused, result.ExitCode);
        Assert.Contains("The answer ends after row 1: Row 2 opens a quote. (request.invalid)", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Output) || File.Exists(Output + ".part"));
    }

    [Fact]
    public async Task Score_AsAJob_FetchesTheResultAndRemovesTheJob()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["POST /v1/jobs?model=accounts&top=1"] = (202, Queued);
        server.Answers["GET /v1/jobs/job-1"] = (200, Queued.Replace("queued", "done", StringComparison.Ordinal));
        server.Answers["GET /v1/jobs/job-1/result"] = (200, Header + "1,,2770,0.9,,,\r\n");
        server.Answers["DELETE /v1/jobs/job-1"] = (204, "");
        var result = await ScoreAsync(server, "text,amount\ntaxi,1\n", "--job");
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal(("job-1", 1), (result.Json.GetProperty("job").GetString(), result.Json.GetProperty("rows").GetInt32()));
        Assert.Equal(["POST", "GET", "GET", "DELETE"], server.Calls.Select(call => call.Split(' ')[0]));
        Assert.Equal(["in.csv", "out.csv"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Score_AsAJobThatFailsToBeFetched_GoesOnWithItInTheNextRun()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["POST /v1/jobs?model=accounts&top=1"] = (202, Queued);
        server.Answers["GET /v1/jobs/job-1"] = (500, """{"error":"Berlin failed to answer.","code":"server.fault"}""");
        var first = await ScoreAsync(server, "text,amount\ntaxi,1\n", "--job");
        Assert.Equal(ExitCodes.Refused, first.ExitCode);
        Assert.False(File.Exists(Output));

        server.Answers["GET /v1/jobs/job-1"] = (200, Queued.Replace("queued", "done", StringComparison.Ordinal));
        server.Answers["GET /v1/jobs/job-1/result"] = (200, Header + "1,,2770,0.9,,,\r\n");
        server.Answers["DELETE /v1/jobs/job-1"] = (204, "");
        var again = await BerlinProcess.RunAsync(server.Url, ScriptedServer.TenantKey, Arguments(Path.Combine(_folder.Path, "in.csv"), "--job"));
        Assert.Equal(ExitCodes.Success, again.ExitCode);
        Assert.Single(server.Calls, call => call.StartsWith("POST", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Score_AsAJobThatFails_TellsWhy()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["POST /v1/jobs?model=accounts&top=1"] = (202, Queued);
        server.Answers["GET /v1/jobs/job-1"] =
            (200, Queued.TrimEnd().TrimEnd('}').Replace("queued", "failed", StringComparison.Ordinal) + ""","code":"model.not_found","error":"There is no model."}""");
        var result = await ScoreAsync(server, "text,amount\n", "--job");
        Assert.Equal(ExitCodes.Refused, result.ExitCode);
        Assert.Contains("There is no model. (model.not_found)", result.Error, StringComparison.Ordinal);
        Assert.Equal(["in.csv"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("nowhere.csv", "there is no file")]
    [InlineData("in.txt", "ends neither in .csv nor in .jsonl")]
    [InlineData("in.csv", "--map names the column 'merchant'; the file has 'text', 'amount'", "--map", "text=merchant")]
    [InlineData("in.jsonl", "--map is for CSV files", "--map", "text=merchant")]
    public async Task Score_ThatCannotBegin_SaysWhy(string file, string text, params string[] more)
    {
        await using var server = await ScriptedServer.StartAsync();
        _folder.Write("in.txt", "text,amount\n");
        _folder.Write("in.csv", "text,amount\n");
        _folder.Write("in.jsonl", "text,amount\n");

        var result = await BerlinProcess.RunAsync(server.Url, ScriptedServer.TenantKey, Arguments(Path.Combine(_folder.Path, file), more));
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Contains(text, result.Error, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    private static async Task ServeCutAsync(TcpListener listener, string answer)
    {
        using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = connection.GetStream();
        var buffer = new byte[8192];
        var received = "";
        while (!received.EndsWith("text\n", StringComparison.Ordinal) && !received.EndsWith("0\r\n\r\n", StringComparison.Ordinal))
        {
            received += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken));
        }

        var bytes = Encoding.UTF8.GetBytes(answer);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n{bytes.Length:x}\r\n{answer}\r\n"));
    }

    private string[] Arguments(string input, params string[] more) => ["score", input, Output, "--model", "accounts", "--top", "1", "--json", .. more];

    private Task<ProcessResult> ScoreAsync(ScriptedServer server, string rows, params string[] more) =>
        BerlinProcess.RunAsync(server.Url, ScriptedServer.TenantKey, Arguments(_folder.Write("in.csv", rows), more));
}
