using System.Buffers;
using System.Security.Cryptography;
using Berlin.Learning;
using Berlin.Storage.Streams;

namespace Berlin.Chaos.Oracle;

/// <summary>
/// A learner of <see cref="Load.AccountModel"/> that never crashed: taught the stored rows in their order, it has the bytes
/// that a trainer must have. The configuration is written out by hand, so that it does not share the code that reads definitions.
/// </summary>
internal sealed class CleanReplay
{
    private readonly OnlineClassifier _classifier = new(new OnlineClassifierConfig
    {
        Features = [new TextFeature("text", new NgramRange(1, 2), null), new NumberFeature("amount")],
        Columns = new ColumnsConfig(ColumnMode.Vocabulary, 20_000),
        Learner = new LearnerConfig("multinomial-naive-bayes"),
        MaxClasses = 1_000,
        Entities = true,
    });

    private readonly ArrayBufferWriter<byte> _state = new();

    /// <summary>Learns the next row.</summary>
    public void Learn(StoredObservation row)
    {
        if (row.Corrects is null)
        {
            _classifier.Learn(row.Features, row.Target, row.Entity);
        }
        else
        {
            _classifier.Correct(row.Features, row.PreviousTarget!, row.Target, row.Entity);
        }
    }

    /// <summary>SHA-256 of the learner's bytes, in lower-case hex.</summary>
    public string Digest()
    {
        _state.ResetWrittenCount();
        _classifier.Write(_state);
        return Convert.ToHexStringLower(SHA256.HashData(_state.WrittenSpan));
    }
}
