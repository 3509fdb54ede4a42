using Berlin.Cli.Commands;

namespace Berlin.Cli.Observing;

/// <summary>What has become of a file's rows so far. Written by the uploader, read by whoever shows it.</summary>
internal sealed class UploadTally
{
    /// <summary>Rejected rows that are kept for showing; the others are only counted.</summary>
    public const int MaxKeptRejections = 100;

    private readonly List<RejectedRow> _rejections = [];

    /// <summary>Rows that were read and settled: accepted, duplicate or rejected.</summary>
    public long Rows => Accepted + Duplicates + Rejected;

    /// <summary>Rows stored by this run.</summary>
    public long Accepted { get; private set; }

    /// <summary>Rows that were stored before.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Rows that were not stored.</summary>
    public long Rejected { get; private set; }

    /// <summary>The first rejected rows.</summary>
    public IReadOnlyList<RejectedRow> Rejections => _rejections;

    /// <summary>Sequence number of the model's last stored observation; null before the first answer.</summary>
    public long? Sequence { get; private set; }

    /// <summary>Line up to which the file was read.</summary>
    public long LastLine { get; private set; }

    /// <summary>Counts a batch that the server has answered.</summary>
    public void Add(IReadOnlyList<long> lines, Client.ObserveResult result)
    {
        Accepted += result.Accepted;
        Duplicates += result.Duplicates;
        Sequence = result.Sequence;
        foreach (var rejected in result.Rejected)
        {
            Reject(lines[rejected.Index], rejected.Code, rejected.Error);
        }

        LastLine = lines[^1];
    }

    /// <summary>Counts a row that is not stored.</summary>
    public void Reject(long line, string code, string error)
    {
        Rejected++;
        if (_rejections.Count < MaxKeptRejections)
        {
            _rejections.Add(new RejectedRow(line, code, error));
        }

        LastLine = line;
    }
}
