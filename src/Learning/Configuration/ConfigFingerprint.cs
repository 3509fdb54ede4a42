using System.Security.Cryptography;
using System.Text;

namespace Berlin.Learning;

/// <summary>SHA-256 of that part of a config that the stored state depends on: features, columns, type of learner.</summary>
/// <remarks>Smoothing and the bound of classes are left out: a state is as good under other ones.</remarks>
internal static class ConfigFingerprint
{
    public const int SizeBytes = SHA256.HashSizeInBytes;

    public static byte[] Of(OnlineClassifierConfig config)
    {
        var text = new StringBuilder();
        foreach (var feature in config.Features)
        {
            text.Append("feature ").Append(feature.Describe()).Append('\n');
        }

        text.Append("columns ").Append(config.Columns.Describe()).Append('\n');
        text.Append("learner ").Append(config.Learner.Type).Append('\n');
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
