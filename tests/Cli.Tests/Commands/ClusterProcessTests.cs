using System.Net;
using System.Net.Sockets;
using Berlin.Cli.Tests.Processes;

namespace Berlin.Cli.Tests.Commands;

/// <summary>How processes of a cluster are told what to be, and what they say when it cannot be. Whole clusters are tested elsewhere.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ClusterProcessTests : IDisposable
{
    private const string Password = "correct-horse-battery-staple";
    private const string Database = $"Host=127.0.0.1;Port=1;Database=berlin;Username=berlin;Password={Password}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Silo_WithoutOptions_ExitsWith64AndNamesEachThatIsMissing()
    {
        var result = await BerlinProcess.RunAsync("silo");
        Assert.Equal(ExitCodes.WrongOptions, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Equal(
            ["--join-secret-file", "--name", "--http", "--database or BERLIN_DATABASE", "--cluster"],
            Faults(result).Select(fault => fault[..fault.IndexOf(" is ", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task Silo_WrongOptionsAndSettings_ExitsWith64AndNamesFieldValueAndBoundOfEach()
    {
        var secret = _folder.Write("secret", "short");
        using var silo = BerlinProcess.Start(
            null,
            null,
            new Dictionary<string, string> { ["BERLIN_Trainer__CheckpointsKept"] = "0", ["BERLIN_Leave__SettleTime"] = "00:01:00" },
            "silo", "--name", "Silo 1", "--http", "0.0.0.0:5101", "--cluster", "5201", "--advertise-cluster", "here", "--join-secret-file", secret,
            "--database", $"postgres://berlin:{Password}@db/berlin");
        var result = await silo.WaitAsync();

        Assert.Equal(ExitCodes.WrongOptions, result.ExitCode);
        var faults = Faults(result);
        Assert.Contains(faults, fault => fault.StartsWith("warning: other users of this machine can see", StringComparison.Ordinal));
        Assert.Contains("--name is 'Silo 1'; it must be 1-63 characters of a-z, 0-9, '.', '_' and '-', the first a letter or a digit.", faults);
        Assert.Contains("--cluster is '5201'; it must be an IP address and a port between 1 and 65535, for example 127.0.0.1:5101 or [::1]:5101.", faults);
        Assert.Contains(faults, fault => fault.StartsWith("--advertise-cluster is 'here'; it must be a host that others can call", StringComparison.Ordinal));
        Assert.Contains("--advertise-http is missing; it must be told because gateways cannot call 0.0.0.0:5101.", faults);
        Assert.Contains(faults, fault => fault.StartsWith("--database or BERLIN_DATABASE is malformed", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("--join-secret-file is ", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("CheckpointsKept must be between 1 and 100", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("SettleTime must be between 00:00:00 and 00:00:10", StringComparison.Ordinal));
        Assert.DoesNotContain(Password, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gateway_WrongOptionsAndSettings_ExitsWith64AndNamesEach()
    {
        using var gateway = BerlinProcess.Start(
            null, null, new Dictionary<string, string> { ["BERLIN_Gateway__MaxConnections"] = "0" }, "gateway", "--listen", "nowhere", "--port", "70000");
        var result = await gateway.WaitAsync();

        Assert.Equal(ExitCodes.WrongOptions, result.ExitCode);
        var faults = Faults(result);
        Assert.Contains("--listen is 'nowhere'; it must be an IP address, and 0.0.0.0 listens on all.", faults);
        Assert.Contains("--port is '70000'; it must be between 0 and 65535.", faults);
        Assert.Contains(faults, fault => fault.StartsWith("--join-secret-file is missing", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("MaxConnections must be between 1 and 1000000", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("--database or BERLIN_DATABASE", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("silo --nonsense")]
    [InlineData("gateway more")]
    public async Task ProcessOfACluster_WrongCommandLine_ExitsWith64(string line)
    {
        var result = await BerlinProcess.RunAsync(line.Split(' '));
        Assert.Equal(ExitCodes.WrongOptions, result.ExitCode);
        Assert.StartsWith("berlin: ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite)]
    public async Task JoinSecret_InAFileOfOthers_IsRefused(UnixFileMode mode)
    {
        var secret = WriteSecret();
        File.SetUnixFileMode(secret, mode);
        var result = await BerlinProcess.RunAsync("gateway", "--join-secret-file", secret);
        Assert.Contains($"--join-secret-file is '{secret}', which others than its owner can use; give it the mode 0600 (chmod 600).", Faults(result));
    }

    [Theory]
    [InlineData("--http")]
    [InlineData("--cluster")]
    public async Task Silo_PortTaken_ExitsWith69AndNamesThePortAndTheOption(string option)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var (taken, port) = (((IPEndPoint)other.LocalEndpoint).Port, ((IPEndPoint)free.LocalEndpoint).Port);
        free.Stop();
        using var silo = StartSilo(http: option == "--http" ? taken : port, cluster: option == "--http" ? port : taken);
        var result = await silo.WaitAsync();
        Assert.Equal((ExitCodes.Unavailable, $"berlin: port {taken} on 127.0.0.1 is taken; choose another with {option}\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Silo_DatabaseAway_ExitsWith69InASentenceWithoutThePassword()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        var (http, cluster) = (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
        first.Stop();
        second.Stop();
        using var silo = StartSilo(http, cluster);
        var result = await silo.WaitAsync();
        Assert.Equal(ExitCodes.Unavailable, result.ExitCode);
        Assert.StartsWith("berlin: ", result.Error.Split('\n')[^2], StringComparison.Ordinal);
        Assert.DoesNotContain(Password, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    private BerlinProcess StartSilo(int http, int cluster) => BerlinProcess.Start(
        null,
        null,
        new Dictionary<string, string> { ["BERLIN_DATABASE"] = Database, ["BERLIN_JOIN_SECRET_FILE"] = WriteSecret() },
        "silo", "--name", "silo-1", "--data", _folder.Path, "--http", $"127.0.0.1:{http}", "--cluster", $"127.0.0.1:{cluster}");

    private string WriteSecret()
    {
        var path = _folder.Write("join.secret", new string('s', 40));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private static List<string> Faults(ProcessResult result) =>
        [.. result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Replace("berlin: ", "", StringComparison.Ordinal))];
}
