using Berlin.Storage.Streams;

namespace Berlin.Storage.Postgres.Appends;

/// <summary>Appends of one stream, each of which follows the one before: the fence judges them as one.</summary>
internal sealed class AppendChain(QueuedAppend first)
{
    private readonly List<QueuedAppend> _appends = [first];

    public IReadOnlyList<QueuedAppend> Appends => _appends;

    public QueuedAppend Last => _appends[^1];

    public StreamKey Stream => first.Stream;

    public long Epoch => first.Request.Epoch;

    public string Owner => first.Request.Owner;

    public long ExpectedHead => first.Request.ExpectedHead;

    /// <summary>By how much the head rises.</summary>
    public long Rows => Last.HeadAfter - ExpectedHead;

    /// <summary>Adds one that follows the last.</summary>
    public void Add(QueuedAppend next) => _appends.Add(next);
}
