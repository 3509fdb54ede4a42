using System.Text.Json;
using Berlin.Grains;
using Berlin.Silo.Http.Json;
using Berlin.Silo.Http.Observations;

namespace Berlin.Silo.Http.Predictions;

/// <summary>
/// Which entity each row of a prediction is asked for: the row's own, else the one that the request names by its member
/// <c>entity</c> or its header.
/// </summary>
internal struct PredictedEntities(string? header)
{
    /// <summary>Raw length of the longest entity whose every character is sent as an escape.</summary>
    private const int MaxEscapedBytes = 6 * ObservationRules.MaxEntityLength;

    private string? _member;
    private List<string?>? _ofRows;

    /// <summary>Reads the value of the member <c>entity</c>; null is as good as absent.</summary>
    /// <param name="reader">Stands at the member's name.</param>
    /// <param name="row">Whose member it is.</param>
    /// <exception cref="BerlinException"><c>request.invalid</c>.</exception>
    public static string? Read(ref Utf8JsonReader reader, JsonPath row)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            throw Invalid($"{row.Member("entity")} is {StrictJson.KindOf(reader.TokenType)}; it must be {ObservationRules.Entity}.");
        }

        var isReadable = !reader.ValueIsEscaped || reader.ValueSpan.Length <= MaxEscapedBytes;
        return isReadable && JsonText.TryGetUtf8(in reader, stackalloc byte[MaxEscapedBytes], out var text) && ObservationRules.IsEntity(text)
            ? reader.GetString()
            : throw Invalid($"{row.Member("entity")} is not {ObservationRules.Entity}.");
    }

    /// <summary>Takes the request's member <c>entity</c>.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c> where the header names another.</exception>
    public void OfRequest(string? entity)
    {
        if (entity is not null && header is not null && entity != header)
        {
            throw Invalid($"The header {EntityHeader.Name} is '{header}' and the member entity is '{entity}'; where both are given they must be equal.");
        }

        _member = entity;
    }

    /// <summary>Takes the entity of the next row of <c>instances</c>.</summary>
    public void OfNextRow(string? entity) => (_ofRows ??= []).Add(entity);

    /// <summary>The entity of each of <paramref name="rows"/>; null where none has one.</summary>
    public readonly string?[]? Complete(int rows)
    {
        var ofRequest = _member ?? header;
        if (ofRequest is null && (_ofRows is null || _ofRows.TrueForAll(entity => entity is null)))
        {
            return null;
        }

        var entities = new string?[rows];
        for (var row = 0; row < rows; row++)
        {
            entities[row] = _ofRows?[row] ?? ofRequest;
        }

        return entities;
    }

    private static BerlinException Invalid(string text) => new(ErrorCodes.RequestInvalid, text);
}
