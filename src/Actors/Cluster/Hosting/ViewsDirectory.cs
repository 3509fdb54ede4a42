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
    }

    public event Action? Changed;

    /// <summary>Of the newest view, also before its change has been told.</summary>
    public SiloDirectorySnapshot Current
    {
        get
        {
            Refresh();
            return _current;
        }
    }

    public void Dispose() => _views.Changed -= OnViewChanged;

    private void OnViewChanged()
    {
        Refresh();
        Changed?.Invoke();
    }

    private void Refresh()
    {
        if (_views.Current.Version == _current.Version)
        {
            return;
        }

        lock (_gate)
        {
            // Whoever comes in here last reads the newest view.
            var view = _views.Current;
            if (view.Version != _current.Version)
            {
                _current = new SiloDirectorySnapshot(view);
            }
        }
    }
}
