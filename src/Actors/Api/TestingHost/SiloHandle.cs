namespace Orleans.TestingHost;

/// <summary>A silo of a test cluster.</summary>
public abstract class SiloHandle : IDisposable, IAsyncDisposable
{
    /// <summary>Name of the silo.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>Position in the cluster's order of starting, from 0.</summary>
    public short InstanceNumber { get; set; }

    /// <summary>Whether it runs.</summary>
    public abstract bool IsActive { get; }

    /// <summary>Stops the silo.</summary>
    /// <param name="stopGracefully">Whether its activations end in order.</param>
    public abstract Task StopSiloAsync(bool stopGracefully);

    /// <summary>Stops the silo in order.</summary>
    /// <param name="ct">Hurries it.</param>
    public abstract Task StopSiloAsync(CancellationToken ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
#pragma warning disable CA1816 // Orleans leaves it to the derived class.
    public abstract ValueTask DisposeAsync();
#pragma warning restore CA1816

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Frees the silo.</summary>
    /// <param name="disposing">Always true.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
