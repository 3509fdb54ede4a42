using Berlin.Chaos.Load;
using Berlin.Storage.Streams;

namespace Berlin.Chaos.Oracle;

/// <summary>
/// Follows the stored rows of one model from its first row on, and holds them against what the client knows and what the trainer says.
/// Each check reads only what is new.
/// </summary>
internal sealed class StreamAudit(ModelUnderLoad model)
{
    private const int FindingsOfAKind = 3;

    private readonly CleanReplay _replay = new();
    private readonly Queue<StoredObservation> _toLearn = new();
    private readonly HashSet<int> _stored = [];
    private readonly List<string> _findings = [];
    private long _learned;
    private int _doubled;
    private int _gaps;
    private int _altered;

    public ModelUnderLoad Model => model;

    /// <summary>Sequence number of the last row that was read.</summary>
    public long Read { get; private set; }

    /// <summary>Takes the next rows, in the order of their sequence numbers.</summary>
    public void Take(StoredObservation row)
    {
        if (row.Sequence != Read + 1)
        {
            _gaps++;
            Find(_gaps, $"after row {Read} of {model} comes row {row.Sequence}");
        }

        Read = row.Sequence;
        _toLearn.Enqueue(row);
        var number = AccountModel.NumberOf(row.Id);
        if (!_stored.Add(number))
        {
            _doubled++;
            Find(_doubled, $"{model} holds '{row.Id}' twice, the second time as row {row.Sequence}");
        }

        if ((row.Target, row.Entity, row.Subject) != (AccountModel.Target(number), AccountModel.Entity(number), AccountModel.Subject(number)))
        {
            _altered++;
            Find(_altered, $"row {row.Sequence} of {model}, '{row.Id}', is not as it was sent");
        }
    }

    /// <summary>Judges everything so far.</summary>
    /// <param name="acknowledged">What was acknowledged before the rows were read.</param>
    /// <param name="head">The stream's head when the rows were read.</param>
    /// <param name="trainer">How far the trainer has learned and the digest of it; null where it is not asked.</param>
    public OracleVerdict Judge(bool[] acknowledged, long head, (long Sequence, string Digest)? trainer)
    {
        var missing = Enumerable.Range(0, acknowledged.Length).Where(number => acknowledged[number] && !_stored.Contains(number)).ToArray();
        if (missing.Length > 0)
        {
            _findings.Add($"{model} acknowledged '{AccountModel.Id(missing[0])}' and {missing.Length - 1} others that it does not hold");
        }

        var gaps = _gaps;
        if (head != Read)
        {
            gaps++;
            _findings.Add($"{model} says its head is {head}, its last row is {Read}");
        }

        var differs = trainer is { } state && !IsReplayOf(state);
        var verdict = new OracleVerdict
        {
            AcknowledgedMissing = missing.Length + _altered,
            StoredTwice = _doubled,
            SequenceGaps = gaps,
            DigestsDiffer = differs ? 1 : 0,
            Findings = [.. _findings],
            RowsRead = _stored.Count,
        };
        return verdict;
    }

    private bool IsReplayOf((long Sequence, string Digest) trainer)
    {
        while (_toLearn.TryPeek(out var row) && row.Sequence <= trainer.Sequence)
        {
            _replay.Learn(_toLearn.Dequeue());
            _learned = row.Sequence;
        }

        var digest = _replay.Digest();
        if (_learned == trainer.Sequence && digest == trainer.Digest)
        {
            return true;
        }

        _findings.Add($"the trainer of {model} is at row {trainer.Sequence} with digest {trainer.Digest}; a clean replay of its rows to {_learned} has {digest}");
        return false;
    }

    private void Find(int count, string finding)
    {
        if (count <= FindingsOfAKind)
        {
            _findings.Add(finding);
        }
    }
}
