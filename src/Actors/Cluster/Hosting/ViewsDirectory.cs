using Berlin.Actors.Clustering;

namespace Berlin.Actors.Cluster.Hosting;

/// <summary>Shows views to those who know nothing of the engine's inside.</summary>
internal sealed class ViewsDirectory : ISiloDirectory, IDisposable
{
    private readonly Lock _gate = new();
    private readonly IClusterViews _views;
    private volatile SiloDirectorySnapshot _current;

    public ViewsDirectory(IClusterViews views)
    {
        _views = views;
        _current = new SiloDirectorySnapshot(views.Current);
        views.Changed += OnViewChanged;
        OnViewChanged();
    }

    public event Action? Changed;

    public SiloDirectorySnapshot Current => _current;

    public void Dispose() => _views.Changed -= OnViewChanged;

    private void OnViewChanged()
    {
        // Changes may be told side by side; the last of them to come in here reads the newest view.
        lock (_gate)
        {
            var view = _views.Current;
            if (view.Version == _current.Version)
            {
                return;
            }

            _current = new SiloDirectorySnapshot(view);
        }

        Changed?.Invoke();
    }
}
