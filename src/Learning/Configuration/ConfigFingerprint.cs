using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Berlin.Learning;

/// <summary>SHA-256 of that part of a config that the stored state depends on: features, columns, type of learner, settings that shape what it learns, entities where it learns them.</summary>
/// <remarks>Other settings and the bound of classes are left out, and entities that are learned apart: a state is as good under other ones.</remarks>
internal static class ConfigFingerprint
{
    public const int SizeBytes = SHA256.HashSizeInBytes;

    /// <summary>Reads a stored fingerprint and refuses that of another config.</summary>
    /// <exception cref="LearnerStateException">Tells both.</exception>
    public static void Check(ref StateReader reader, OnlineClassifierConfig config)
    {
        var found = reader.Bytes(SizeBytes, "fingerprint");
        var expected = Of(config);
        if (!found.SequenceEqual(expected))
        {
            throw new LearnerStateException(
                $"The state belongs to features, columns and learner of fingerprint {Convert.ToHexStringLower(found)}; "
                + $"the config's is {Convert.ToHexStringLower(expected)}.");
        }
    }

    public static byte[] Of(OnlineClassifierConfig config)
    {
        var text = new StringBuilder();
        foreach (var feature in config.Features)
        {
            text.Append("feature ").Append(feature.Describe()).Append('\n');
        }

        text.Append("columns ").Append(config.Columns.Describe()).Append('\n');
        text.Append("learner ").Append(config.Learner.Type).Append('\n');
        foreach (var setting in LearnerTypes.SettingsOf(config.Learner.Type).Where(setting => setting.ShapesState))
        {
            text.Append(setting.Name).Append(' ').Append(config.Learner[setting].ToString("R", CultureInfo.InvariantCulture)).Append('\n');
        }

        text.Append(config.EntitiesWithin ? "entities within\n" : "");
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
