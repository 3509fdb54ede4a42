using System.Text.Json;
using Berlin.Grains;
using Berlin.Grains.Serving;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Features;
using Berlin.Silo.Http.Json;

namespace Berlin.Silo.Http.Predictions;

/// <summary>
/// Reads <c>{"features":{...},"entity":"a","top":3}</c> and <c>{"instances":[{"features":{...},"entity":"a"}],"top":3}</c>.
/// </summary>
internal ref struct PredictBodyReader
{
    internal const int DefaultTop = 3;

    private readonly byte[] _document;
    private readonly HttpLimitsOptions _limits;
    private readonly FeaturesReader _featuresReader;
    private Utf8JsonReader _reader;
    private byte[]? _features;
    private List<byte[]>? _instances;
    private int? _top;
    private PredictedEntities _entities;
    private bool _hasEntity;

    private PredictBodyReader(RequestBody body, HttpLimitsOptions limits, FeaturesReader featuresReader, string? entityOfHeader)
    {
        _entities = new PredictedEntities(entityOfHeader);
        _document = body.Buffer;
        _limits = limits;
        _featuresReader = featuresReader;
        _reader = StrictJson.Open(body.Bytes);
    }

    /// <summary>Reads the whole body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="limits">Bounds of it.</param>
    /// <param name="entityOfHeader">Entity that the request's header names, or null.</param>
    /// <exception cref="BerlinException"><c>request.invalid</c>, <c>request.too_large</c>, <c>features.invalid</c>.</exception>
    public static PredictRequest Read(RequestBody body, HttpLimitsOptions limits, string? entityOfHeader)
    {
        if (StrictJson.FindTextFault(body.Bytes) is { } textFault)
        {
            throw StrictJson.Malformed(textFault);
        }

        var featuresReader = FeaturesReader.Rent(limits);
        try
        {
            return new PredictBodyReader(body, limits, featuresReader, entityOfHeader).ReadWhole();
        }
        catch (JsonException exception)
        {
            throw StrictJson.Malformed(StrictJson.Describe(exception));
        }
        finally
        {
            featuresReader.Return();
        }
    }

    private static BerlinException Invalid(string text) => new(ErrorCodes.RequestInvalid, text);

    private PredictRequest ReadWhole()
    {
        try
        {
            return Read();
        }
        catch (BerlinException)
        {
            // A body that is no JSON is told so, whatever else was found before its fault.
            while (_reader.Read())
            {
            }

            throw;
        }
    }

    private PredictRequest Read()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            throw Invalid($"The body is {StrictJson.KindOf(_reader.TokenType)}; it must be an object with the member features or instances.");
        }

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadMember();
        }

        // Only the end is left: what follows the closing brace is malformed.
        _reader.Read();
        if (_features is null == _instances is null)
        {
            throw Invalid("The body must have exactly one of the members features and instances.");
        }

        var rows = _features is null ? _instances!.ToArray() : [_features];
        return new PredictRequest
        {
            Instances = rows,
            Top = _top ?? DefaultTop,
            IsBatch = _features is null,
            Entities = _entities.Complete(rows.Length),
        };
    }

    private void ReadMember()
    {
        if (JsonText.Is(in _reader, "features"u8))
        {
            RequireFirst(_features is null, "The body", "features");
            _features = ReadFeatures(new JsonPath(null, 0));
        }
        else if (JsonText.Is(in _reader, "instances"u8))
        {
            RequireFirst(_instances is null, "The body", "instances");
            ReadInstances();
        }
        else if (JsonText.Is(in _reader, "top"u8))
        {
            RequireFirst(_top is null, "The body", "top");
            ReadTop();
        }
        else if (JsonText.Is(in _reader, "entity"u8))
        {
            RequireFirst(!_hasEntity, "The body", "entity");
            _hasEntity = true;
            _entities.OfRequest(PredictedEntities.Read(ref _reader, new JsonPath(null, 0)));
        }
        else
        {
            throw Invalid($"The body has the member {JsonText.Show(in _reader)}; it takes features or instances, entity and top.");
        }
    }

    private static void RequireFirst(bool isFirst, string owner, string member)
    {
        if (!isFirst)
        {
            throw Invalid($"{owner} has the member {member} more than once.");
        }
    }

    private void ReadTop()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt32(out var value) || value < 1 || value > _limits.MaxTop)
        {
            throw Invalid($"top is not an integer from 1 to {_limits.MaxTop}.");
        }

        _top = value;
    }

    private byte[] ReadFeatures(JsonPath row)
    {
        _reader.Read();
        var fault = _featuresReader.Read(ref _reader, _document, origin: 0, row, out var canonical);
        return fault is null ? canonical : throw new BerlinException(CodeOf(fault.Kind), fault.Text);
    }

    private static string CodeOf(JsonFaultKind kind) => kind switch
    {
        JsonFaultKind.TooLarge => ErrorCodes.RequestTooLarge,
        JsonFaultKind.Features => ErrorCodes.FeaturesInvalid,
        _ => ErrorCodes.RequestInvalid,
    };

    private void ReadInstances()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            throw Invalid($"instances is {StrictJson.KindOf(_reader.TokenType)}; it must be an array of objects.");
        }

        _instances = [];
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (_instances.Count == _limits.MaxInstances)
            {
                throw new BerlinException(ErrorCodes.RequestTooLarge, $"The request holds more than {_limits.MaxInstances} instances.");
            }

            _instances.Add(ReadInstance(new JsonPath("instances", _instances.Count)));
        }

        if (_instances.Count == 0)
        {
            throw Invalid("instances is empty; it must hold at least one.");
        }
    }

    private byte[] ReadInstance(JsonPath row)
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            throw Invalid($"{row} is {StrictJson.KindOf(_reader.TokenType)}; an instance is an object with the member features.");
        }

        byte[]? canonical = null;
        string? entity = null;
        var hasEntity = false;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (JsonText.Is(in _reader, "features"u8))
            {
                RequireFirst(canonical is null, row.ToString(), "features");
                canonical = ReadFeatures(row);
            }
            else if (JsonText.Is(in _reader, "entity"u8))
            {
                RequireFirst(!hasEntity, row.ToString(), "entity");
                hasEntity = true;
                entity = PredictedEntities.Read(ref _reader, row);
            }
            else
            {
                throw Invalid($"{row} has the member {JsonText.Show(in _reader)}; it takes features and entity.");
            }
        }

        _entities.OfNextRow(entity);
        return canonical ?? throw Invalid($"{row.Member("features")} is missing.");
    }
}
