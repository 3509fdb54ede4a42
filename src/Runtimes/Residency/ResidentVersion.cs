using Berlin.Runtimes.Loading;

namespace Berlin.Runtimes.Residency;

/// <summary>A version that is loaded, or on its way. It belongs to the lock of its owner.</summary>
internal sealed class ResidentVersion
{
    public ResidentVersion(string name)
    {
        Name = name;
        Node = new LinkedListNode<ResidentVersion>(this);
    }

    public string Name { get; }

    /// <summary>Its place in the order of use, once it is loaded.</summary>
    public LinkedListNode<ResidentVersion> Node { get; }

    /// <summary>The load, which ends as it ended.</summary>
    public Task Loaded { get; set; } = Task.CompletedTask;

    public IModelSession? Session { get; set; }

    /// <summary>Requests that it answers, and those that wait until it can.</summary>
    public int Uses { get; set; }

    /// <summary>Whether it has left the map; its session ends with the last use.</summary>
    public bool IsEvicted { get; set; }

    public long Bytes { get; set; }

    public long ReadyAt { get; set; }

    public TimeSpan LoadTime { get; set; }
}
