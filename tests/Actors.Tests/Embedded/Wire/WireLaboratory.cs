using Berlin.Actors.Cluster.Transport;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>Silos and clients of one test that know each other by sockets.</summary>
internal sealed class WireLaboratory : IAsyncDisposable
{
    private readonly List<WireClient> _clients = [];
    private readonly List<WireSilo> _silos = [];

    public TransportOptions Options { get; init; } = new("tests", new string('s', 32), "tests", Certificate: null);

    public SharedViews Views { get; } = new();

    public async Task<WireSilo> StartSiloAsync(string name, long generation = 0)
    {
        // Generations are unique in a cluster.
        var silo = await WireSilo.StartAsync(Views, name, Options, generation == 0 ? _silos.Count + 1 : generation);
        _silos.Add(silo);
        return silo;
    }

    public IClusterClient NewClient(SharedViews? views = null, TransportOptions? options = null)
    {
        var client = new WireClient(views ?? Views, options ?? Options);
        _clients.Add(client);
        return client.Client;
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        foreach (var silo in _silos)
        {
            await silo.DisposeAsync();
        }
    }
}
