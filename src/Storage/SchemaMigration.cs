using System.Security.Cryptography;
using System.Text;

namespace Berlin.Storage;

/// <summary>One numbered step of a database's schema.</summary>
/// <param name="Version">Its number, from 1 without gaps.</param>
/// <param name="Name">Name of its file, such as <c>0001_initial.sql</c>.</param>
/// <param name="Script">Statements that run in one transaction.</param>
internal sealed record SchemaMigration(int Version, string Name, string Script)
{
    /// <summary>SHA-256 of the script in UTF-8.</summary>
    public byte[] Sha256 { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(Script));

    /// <summary>The migrations of SQLite that this program carries, in order.</summary>
    public static IReadOnlyList<SchemaMigration> OfSqlite() => Embedded(prefix: "");

    /// <summary>The migrations of PostgreSQL that this program carries, in order.</summary>
    public static IReadOnlyList<SchemaMigration> OfPostgres() => Embedded(prefix: "postgres.");

    private static IReadOnlyList<SchemaMigration> Embedded(string prefix)
    {
        var assembly = typeof(SchemaMigration).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
                .Where(name => char.IsAsciiDigit(name[prefix.Length]))
                .Order(StringComparer.Ordinal)
                .Select((name, index) => new SchemaMigration(index + 1, name[prefix.Length..], Read(name))),
        ];

        string Read(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
#if PLANTED_BUGS
            if (PlantedBugs.Is(PlantedBug.IdsNotUnique)) { return reader.ReadToEnd().Replace("CREATE UNIQUE INDEX observation_id ", "CREATE INDEX observation_id "); }
#endif
            return reader.ReadToEnd();
        }
    }
}
