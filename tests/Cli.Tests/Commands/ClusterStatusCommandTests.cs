using Berlin.Cli.Tests.Processes;
using Berlin.Cli.Tests.Server;

namespace Berlin.Cli.Tests.Commands;

public sealed class ClusterStatusCommandTests
{
    private const string Cluster = """
        {"view_version":12,"silos":[
          {"name":"silo-1","generation":3,"status":"active","since":"2026-01-02T03:04:05Z","version":"0.1.0","http_url":"http://127.0.0.1:5101","endpoint":"127.0.0.1:5201",
           "report":{"name":"silo-1","generation":3,"view_version":12,"uptime_seconds":1913.4,"trainers":7,"heads":16,"activations":41,"moves":2,"lease_age_seconds":0.41}},
          {"name":"silo-2","generation":4,"status":"joining","since":null,"version":null,"http_url":null,"endpoint":null,"report":null}]}
        """;

    [Fact]
    public async Task Status_OfACluster_ShowsEachSiloAndWhoDidNotAnswer()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["GET /v1/cluster"] = (200, Cluster);
        var result = await BerlinProcess.RunAsync(server.Url, null, "cluster", "status", "--key", ScriptedServer.OperatorKey);
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal("view 12, 2 silos", result.Lines[0].TrimEnd());
        Assert.Matches(@"silo-1\s+active\s+2026-01-02 03:04:05Z\s+0\.1\.0\s+http://127\.0\.0\.1:5101\s+127\.0\.0\.1:5201\s+3\s+12\s+7\s+16\s+41\s+2\s+1,913\s+0\.4", result.Output);
        Assert.Matches(@"silo-2\s+joining(\s+-){4}\s+4(\s+-){7}", result.Output);
        Assert.Equal("silo-2 did not answer within a second", result.Lines[^1].TrimEnd());
        Assert.Contains($"GET /v1/cluster Bearer {ScriptedServer.OperatorKey}", server.Calls);
    }

    [Fact]
    public async Task Status_Json_IsTheServersDocument()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Answers["GET /v1/cluster"] = (200, Cluster);
        var result = await BerlinProcess.RunAsync(server.Url, null, "cluster", "status", "--json", "--key", ScriptedServer.OperatorKey);
        Assert.Equal(12, result.Json.GetProperty("view_version").GetInt64());
        Assert.Equal(0.41, result.Json.GetProperty("silos")[0].GetProperty("report").GetProperty("lease_age_seconds").GetDouble());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, result.Json.GetProperty("silos")[1].GetProperty("report").ValueKind);
    }
}
