using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Berlin.Actors.Cluster.Transport;
using Berlin.Actors.Clustering;
using Berlin.Actors.Tests.Grains;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>Who is let in, and what becomes of connections that go wrong.</summary>
public sealed class TransportTests : IAsyncDisposable
{
    private readonly WireLaboratory _laboratory = new();
    private readonly SharedViews _behindRelay = new();
    private readonly string _key = Gates.NewName();

    public ValueTask DisposeAsync() => _laboratory.DisposeAsync();

    [Fact]
    public async Task WrongSecret_IsRefused()
    {
        await _laboratory.StartSiloAsync("one");
        var failure = await FailureOfAsync(_laboratory.Options with { JoinSecret = new string('x', 32) });
        Assert.Contains("401", failure.Message, StringComparison.Ordinal);
        Assert.Contains("did not run", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongCluster_IsRefused()
    {
        await _laboratory.StartSiloAsync("one");
        var failure = await FailureOfAsync(_laboratory.Options with { ClusterId = "another" });
        Assert.Contains("409: this silo is of cluster tests", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherStartOfTheSilo_IsRefused()
    {
        var silo = await _laboratory.StartSiloAsync("one", generation: 2);
        var views = new SharedViews();
        views.Join("one", 1, _laboratory.Views.Current.Find(silo.Identity)!.Endpoint);
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(() => _laboratory.NewClient(views).GetGrain<ICallsGrain>(_key).EchoAsync(1));
        Assert.Contains("421: this silo is one#2", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("99", TransportOptions.Path, "POST", HttpStatusCode.UpgradeRequired)]
    [InlineData("1", "/", "POST", HttpStatusCode.NotFound)]
    [InlineData("1", TransportOptions.Path, "GET", HttpStatusCode.NotFound)]
    public async Task OtherRequests_AreRefused(string protocol, string path, string method, HttpStatusCode status)
    {
        await using var peer = await RawPeer.OpenAsync(_laboratory, await _laboratory.StartSiloAsync("one"), protocol, path, method);
        Assert.Equal(status, peer.Status);
    }

    [Fact]
    public async Task UnreachableSilo_FailsTheCallAtOnce()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        _laboratory.Views.Join("gone", 1, $"127.0.0.1:{port}");
        var grain = _laboratory.NewClient().GetGrain<ICallsGrain>(_key);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var failure = await Assert.ThrowsAsync<SiloUnavailableException>(() => grain.EchoAsync(1).WaitAsync(TimeSpan.FromSeconds(10)));
            Assert.Contains("did not run", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SiloThatTakesNothing_FailsTheCallInTime()
    {
        // A paused process: its kernel takes connections, nobody reads them.
        using var paused = new TcpListener(IPAddress.Loopback, 0);
        paused.Start();
        _laboratory.Views.Join("paused", 1, paused.LocalEndpoint.ToString()!);
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(
            () => _laboratory.NewClient().GetGrain<ICallsGrain>(_key).EchoAsync(1).WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("did not run", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KilledSilo_FailsItsCalls_AndTheNextStartIsReached()
    {
        var silo = await _laboratory.StartSiloAsync("one");
        var client = _laboratory.NewClient();
        var (entered, gate) = Gates.New();
        var call = client.GetGrain<ICallsGrain>(_key).EnterAsync(entered);
        await gate.Entered;
        silo.Kill();
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(() => call.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("outcome is unknown", failure.Message, StringComparison.Ordinal);
        await _laboratory.StartSiloAsync("one", generation: 9);
        Assert.Equal(3, await client.GetGrain<ICallsGrain>(_key).EchoAsync(3));
    }

    [Fact]
    public async Task ConnectionThatIsCut_FailsItsCalls_AndTheNextCallMakesAnother()
    {
        using var relay = await StartBehindRelayAsync();
        var client = _laboratory.NewClient(_behindRelay);
        var (entered, gate) = Gates.New();
        var call = client.GetGrain<ICallsGrain>(_key).EnterAsync(entered);
        await gate.Entered;
        relay.Cut();
        var failure = await Assert.ThrowsAsync<SiloUnavailableException>(() => call.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("outcome is unknown", failure.Message, StringComparison.Ordinal);
        gate.Open();
        Assert.Equal(3, await client.GetGrain<ICallsGrain>(_key).EchoAsync(3));
    }

    [Fact]
    public async Task PeerThatFallsSilent_IsGoneAfterItsPings_AndReturns()
    {
        using var relay = await StartBehindRelayAsync();
        var client = _laboratory.NewClient(_behindRelay);
        var grain = client.GetGrain<ICallsGrain>(_key);
        Assert.Equal(1, await grain.EchoAsync(1));
        relay.Pause();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => grain.EchoAsync(2).WaitAsync(TimeSpan.FromSeconds(20)));
        relay.Cut();
        relay.Resume();
        Assert.Equal(3, await grain.EchoAsync(3));
    }

    [Fact]
    public async Task PeerThatTakesNothing_IsSentNoMoreThanTheBounds()
    {
        using var relay = await StartBehindRelayAsync();
        var grain = _laboratory.NewClient(_behindRelay).GetGrain<IWireSamplesGrain>(_key);
        Assert.Equal("first", await grain.EchoAsync("first"));
        relay.Pause();
        var large = new string('x', 4 << 20);
        var calls = Enumerable.Range(0, 40).Select(_ => grain.EchoAsync(large)).ToArray();
        var outcomes = await Task.WhenAll(calls.Select(call => call.ContinueWith(
            static ended => ended.Exception?.InnerException?.GetType(), TaskScheduler.Default))).WaitAsync(TimeSpan.FromSeconds(60));

        // What does not fit is refused at once, and the rest learns that the peer is gone.
        Assert.Contains(typeof(LimitExceededException), outcomes);
        Assert.All(outcomes, outcome => Assert.True(outcome == typeof(LimitExceededException) || outcome == typeof(SiloUnavailableException), $"{outcome}"));
    }

    [Fact]
    public async Task StoppingSilo_AnswersWhatItHasBegun()
    {
        var silo = await _laboratory.StartSiloAsync("one");
        var client = _laboratory.NewClient();
        var (entered, gate) = Gates.New();
        var call = client.GetGrain<ICallsGrain>(_key).EnterAsync(entered);
        await gate.Entered;
        var stopping = silo.StopAsync();
        gate.Open();
        Assert.Equal(1, await call);
        await stopping;
    }

    [Fact]
    public async Task PeerThatClosesItsSide_IsClosed()
    {
        await using var peer = await RawPeer.OpenAsync(_laboratory, await _laboratory.StartSiloAsync("one"));
        Assert.Equal(HttpStatusCode.OK, peer.Status);
        peer.CloseSide();
        Assert.Equal(0, await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task PeerThatSendsDamage_IsClosed_AndOthersAreServed()
    {
        var silo = await _laboratory.StartSiloAsync("one");
        var client = _laboratory.NewClient();
        var random = new Random(4711);
        for (var round = 0; round < 50; round++)
        {
            await using var peer = await RawPeer.OpenAsync(_laboratory, silo);
            var damage = new byte[random.Next(1, 5000)];
            random.NextBytes(damage);
            await peer.SendAsync(damage);
            peer.CloseSide();
            await peer.ReadToEndAsync();
        }

        Assert.Equal(3, await client.GetGrain<ICallsGrain>(_key).EchoAsync(3));
    }

    [Fact]
    public async Task ClaimOfALongFrame_IsClosed_BeforeItsBytesAreTaken()
    {
        await using var peer = await RawPeer.OpenAsync(_laboratory, await _laboratory.StartSiloAsync("one"));
        await peer.SendAsync([0x01, 0x00, 0x00, 0x04]);
        Assert.Equal(0, await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task BytesThatAreNoHttp_DoNotEndTheSilo()
    {
        var silo = await _laboratory.StartSiloAsync("one");
        var endpoint = IPEndPoint.Parse(_laboratory.Views.Current.Find(silo.Identity)!.Endpoint);
        var random = new Random(4712);
        for (var round = 0; round < 100; round++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endpoint);
            var bytes = new byte[random.Next(1, 2000)];
            random.NextBytes(bytes);
            await socket.SendAsync(bytes);
        }

        Assert.Equal(3, await _laboratory.NewClient().GetGrain<ICallsGrain>(_key).EchoAsync(3));
    }

    [Fact]
    public async Task Tls_LetsInWhoKnowsTheCertificate()
    {
        using var certificate = MakeCertificate("silo");
        using var other = MakeCertificate("other");
        await using var laboratory = new WireLaboratory { Options = _laboratory.Options with { Certificate = certificate } };
        await laboratory.StartSiloAsync("one");
        Assert.Equal(3, await laboratory.NewClient().GetGrain<ICallsGrain>(_key).EchoAsync(3));
        foreach (var options in new[] { laboratory.Options with { Certificate = other }, laboratory.Options with { Certificate = null } })
        {
            var failure = await Assert.ThrowsAsync<SiloUnavailableException>(
                () => laboratory.NewClient(options: options).GetGrain<ICallsGrain>(_key).EchoAsync(1).WaitAsync(TimeSpan.FromSeconds(20)));
            Assert.Contains("did not run", failure.Message, StringComparison.Ordinal);
        }
    }

    private static X509Certificate2 MakeCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }

    private async Task<TcpRelay> StartBehindRelayAsync()
    {
        var silo = await _laboratory.StartSiloAsync("one");
        var member = _laboratory.Views.Current.Find(silo.Identity)!;
        var relay = new TcpRelay(member.Endpoint);
        _behindRelay.Change(_ => new ClusterView(1, [member with { Endpoint = relay.Endpoint }]));
        return relay;
    }

    private Task<SiloUnavailableException> FailureOfAsync(TransportOptions options) =>
        Assert.ThrowsAsync<SiloUnavailableException>(() => _laboratory.NewClient(options: options).GetGrain<ICallsGrain>(_key).EchoAsync(1));
}
