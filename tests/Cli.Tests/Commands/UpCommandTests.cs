using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Berlin.Cli.Tests.Processes;

namespace Berlin.Cli.Tests.Commands;

/// <summary>The commands that run a server, with the real one.</summary>
public sealed class UpCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Up_ThenTenantModelObservePredict_LearnsAndEndsInOrder()
    {
        var data = Path.Combine(_folder.Path, "data");
        using var up = BerlinProcess.Start(null, null, "up", "--port", "0", "--data", data, "--json");
        using var ready = JsonDocument.Parse((await up.ReadLineAsync())!);
        var url = new Uri(ready.RootElement.GetProperty("url").GetString()!);

        var tenant = await BerlinProcess.RunAsync(url, null, "tenant", "create", "acme", "--data", data, "--json");
        var key = tenant.Json.GetProperty("key").GetString();
        var model = await BerlinProcess.RunAsync(url, key, "model", "create", "m", "--text", "text", "--target", "account", "--json");
        Assert.Equal("m", model.Json.GetProperty("name").GetString());

        var rows = _folder.Write("rows.csv", "text,account\ntaxi,2770\ntaxi,2770\nfuel,3000\n");
        var observed = await BerlinProcess.RunAsync(url, key, "observe", "m", rows, "--json");
        Assert.Equal(3, observed.Json.GetProperty("accepted").GetInt64());
        var again = await BerlinProcess.RunAsync(url, key, "observe", "m", rows, "--json");
        Assert.Equal(3, again.Json.GetProperty("duplicates").GetInt64());

        var predicted = await BerlinProcess.RunAsync(url, key, "predict", "m", "text=taxi", "--json");
        Assert.Equal("2770", predicted.Json.GetProperty("predictions")[0].GetProperty("value").GetString());

        up.Interrupt();
        Assert.Equal(ExitCodes.Success, (await up.WaitAsync()).ExitCode);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("demo")]
    public async Task UpAndDemo_PortTaken_ExitWith2AndNameThePortAndTheOption(string command)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var result = await BerlinProcess.RunAsync(command, "--port", $"{port}", "--data", _folder.Path);
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
        Assert.Equal($"berlin: port {port} on 127.0.0.1 is taken; choose another with --port\n", result.Error);
    }

    [Fact]
    public async Task Demo_OnAFolderTwice_GoesOnWithWhatIsStored()
    {
        var data = Path.Combine(_folder.Path, "data");
        string[] demo = ["demo", "--port", "0", "--data", data, "--exit", "--rows"];
        var first = await BerlinProcess.RunAsync([.. demo, "400"]);
        Assert.EndsWith("observations 400", first.Lines[^1], StringComparison.Ordinal);
        var second = await BerlinProcess.RunAsync([.. demo, "600"]);
        Assert.Equal(ExitCodes.Success, second.ExitCode);
        Assert.Contains("resuming: the data folder holds 400 bookings already", second.Output, StringComparison.Ordinal);
        Assert.EndsWith("observations 600", second.Lines[^1], StringComparison.Ordinal);
    }
}
