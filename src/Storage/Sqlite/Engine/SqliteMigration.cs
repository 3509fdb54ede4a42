using System.Security.Cryptography;
using System.Text;

namespace Berlin.Storage.Sqlite.Engine;

/// <summary>One numbered step of the schema.</summary>
/// <param name="Version">Its number, from 1 without gaps.</param>
/// <param name="Name">Name of its file, such as <c>0001_initial.sql</c>.</param>
/// <param name="Script">Statements that run in one transaction.</param>
internal sealed record SqliteMigration(int Version, string Name, string Script)
{
    /// <summary>SHA-256 of the script in UTF-8.</summary>
    public byte[] Sha256 { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(Script));

    /// <summary>The migrations that this program carries, in order.</summary>
    public static IReadOnlyList<SqliteMigration> Embedded()
    {
        var assembly = typeof(SqliteMigration).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select((name, index) => new SqliteMigration(index + 1, name, Read(name))),
        ];

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            return reader.ReadToEnd();
        }
    }
}
