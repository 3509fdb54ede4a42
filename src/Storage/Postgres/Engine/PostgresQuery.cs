using Npgsql;
using NpgsqlTypes;

namespace Berlin.Storage.Postgres.Engine;

/// <summary>A statement, its parameters in the order of their numbers, and its execution. For one use.</summary>
internal sealed class PostgresQuery(NpgsqlConnection connection, string sql)
{
    private readonly List<NpgsqlParameter> _parameters = [];

    /// <summary>Binds a number.</summary>
    public PostgresQuery Bind(long value) => Add(new NpgsqlParameter<long> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bigint });

    /// <summary>Binds a number or null.</summary>
    public PostgresQuery Bind(long? value) => value is { } number ? Bind(number) : AddNull(NpgsqlDbType.Bigint);

    /// <summary>Binds bytes.</summary>
    public PostgresQuery Bind(byte[] value) => Add(new NpgsqlParameter<byte[]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bytea });

    /// <summary>Binds a name: a column of type text.</summary>
    /// <exception cref="ArgumentException">It holds U+0000, which no name does.</exception>
    public PostgresQuery BindName(string? value)
    {
        if (value is null)
        {
            return AddNull(NpgsqlDbType.Text);
        }

        if (!IsName(value))
        {
            throw new ArgumentException("A name holds U+0000.", nameof(value));
        }

        return Add(new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text });
    }

    /// <summary>Binds a free text: a column of type bytea.</summary>
    /// <exception cref="ArgumentException">It holds an unpaired surrogate.</exception>
    public PostgresQuery BindText(string? value) => value is null ? AddNull(NpgsqlDbType.Bytea) : Bind(PostgresText.Encode(value));

    /// <summary>Binds numbers as one array.</summary>
    public PostgresQuery Bind(long[] values) => Add(new NpgsqlParameter<long[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });

    /// <inheritdoc cref="Bind(long[])"/>
    public PostgresQuery Bind(long?[] values) => Add(new NpgsqlParameter<long?[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });

    /// <summary>Binds byte strings, some of them null perhaps, as one array.</summary>
    public PostgresQuery Bind(byte[]?[] values) => Add(new NpgsqlParameter<byte[]?[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });

    /// <summary>Binds names as one array.</summary>
    public PostgresQuery BindNames(string[] values) => Add(new NpgsqlParameter<string[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });

    /// <summary>Binds free texts as one array.</summary>
    /// <exception cref="ArgumentException">One of them holds an unpaired surrogate.</exception>
    public PostgresQuery BindTexts(string[] values) => Bind(Array.ConvertAll(values, PostgresText.Encode));

    /// <summary>Whether a column of type text could hold it.</summary>
    public static bool IsName(string value) => !value.Contains('\0', StringComparison.Ordinal);

    /// <summary>Runs it.</summary>
    /// <returns>Rows that it changed.</returns>
    public async Task<int> ExecuteAsync()
    {
        await using var command = MakeCommand();
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    /// <summary>All rows.</summary>
    public async Task<List<T>> ListAsync<T>(Func<PostgresRow, T> read)
    {
        var rows = new List<T>();
        await using var command = MakeCommand();
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            rows.Add(read(new PostgresRow(reader)));
        }

        return rows;
    }

    /// <summary>The first row; the default where there is none.</summary>
    public async Task<T?> FirstAsync<T>(Func<PostgresRow, T> read) => (await ListAsync(read).ConfigureAwait(false)) is [var first, ..] ? first : default;

    /// <summary>Whether there is a row.</summary>
    public async Task<bool> AnyAsync() => (await ListAsync(static _ => true).ConfigureAwait(false)).Count > 0;

    private NpgsqlCommand MakeCommand()
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in _parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private PostgresQuery AddNull(NpgsqlDbType type) => Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = type });

    private PostgresQuery Add(NpgsqlParameter parameter)
    {
        _parameters.Add(parameter);
        return this;
    }
}
