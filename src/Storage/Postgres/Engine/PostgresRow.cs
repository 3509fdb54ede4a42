using Npgsql;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>The row that a reader stands on; columns count from 0.</summary>
internal readonly struct PostgresRow(NpgsqlDataReader reader)
{
    public int Int32(int column) => reader.GetInt32(column);

    public long Int64(int column) => reader.GetInt64(column);

    public long? Int64OrNull(int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    public bool Boolean(int column) => reader.GetBoolean(column);

    public byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);

    /// <summary>A column of type text.</summary>
    public string Name(int column) => reader.GetString(column);

    /// <inheritdoc cref="Name"/>
    public string? NameOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>A free text out of a column of type bytea.</summary>
    public string Text(int column) => PostgresText.Decode(Bytes(column));

    /// <inheritdoc cref="Text"/>
    public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : Text(column);
}
