using Berlin.Actors.Clustering;
using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Store;

namespace Berlin.Simulation.Tests.Membership;

/// <summary>The views of the gateway: read from the table when it is notified, and now and then.</summary>
internal sealed class GatewayViews
{
    private readonly SimulatedProcess _gateway;
    private readonly SimulatedDatabase _database;
    private readonly WatchedTable _table;
    private readonly ITimer _poll;

    public GatewayViews(SimulatedProcess gateway, SimulatedDatabase database, WatchedTable table, MembershipOptions options)
    {
        _gateway = gateway;
        _database = database;
        _table = table;
        _poll = gateway.Clock.CreateTimer(static state => ((GatewayViews)state!).Look(), this, TimeSpan.Zero, options.PollPeriod);
        table.Notified += _ => gateway.Post(database.Weather.Travel(), _ => Look());
    }

    public event Action? Changed;

    public ClusterView Current { get; private set; } = ClusterView.Empty;

    private void Look() => _database.Process.Post(_database.Weather.Travel(), _ =>
    {
        if (_database.IsUp)
        {
            var view = _table.Read();
            _gateway.Post(_database.Weather.Travel(), _ => Take(view));
        }
    });

    private void Take(ClusterView view)
    {
        if (view.Version > Current.Version)
        {
            Current = view;
            Changed?.Invoke();
        }
    }
}
