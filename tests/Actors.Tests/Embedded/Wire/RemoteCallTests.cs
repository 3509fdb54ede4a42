using Berlin.Actors.Cluster.Transport;
using Berlin.Actors.Tests.Grains;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>Calls of a client to silos over real sockets.</summary>
public sealed class RemoteCallTests : IAsyncDisposable
{
    private readonly TransportOptions _options = new("tests", new string('s', 32), "tests", Certificate: null);
    private readonly SharedViews _views = new();
    private readonly List<IAsyncDisposable> _silos = [];
    private WireClient? _client;

    private WireClient Client => _client ??= new WireClient(_views, _options);

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }
    }

    [Fact]
    public async Task Call_ToASiloBySockets_IsAnswered()
    {
        await StartAsync("one");
        Assert.Equal(7, await Client.Client.GetGrain<ICallsGrain>("a").EchoAsync(7));
    }

    private async Task<WireSilo> StartAsync(string name, long generation = 1)
    {
        var silo = await WireSilo.StartAsync(_views, name, _options, generation);
        _silos.Add(silo);
        return silo;
    }
}
