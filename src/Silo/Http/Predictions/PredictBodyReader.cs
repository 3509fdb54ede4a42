using System.Text.Json;
using Berlin.Grains;
using Berlin.Grains.Training;
using Berlin.Silo.Http.Bodies;
using Berlin.Silo.Http.Features;
using Berlin.Silo.Http.Json;

namespace Berlin.Silo.Http.Predictions;

/// <summary>Reads <c>{"features":{...},"top":3}</c> and <c>{"instances":[{"features":{...}}],"top":3}</c>.</summary>
internal ref struct PredictBodyReader
{
    private const int DefaultTop = 3;

    private readonly byte[] document;
    private readonly HttpLimitsOptions limits;
    private readonly FeaturesReader featuresReader;
    private Utf8JsonReader reader;
    private byte[]? features;
    private List<byte[]>? instances;
    private int? top;

    private PredictBodyReader(RequestBody body, HttpLimitsOptions limits)
    {
        document = body.Buffer;
        this.limits = limits;
        featuresReader = new FeaturesReader(limits);
        reader = StrictJson.Open(body.Bytes);
    }

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="BerlinException"><c>request.invalid</c>, <c>request.too_large</c>, <c>features.invalid</c>.</exception>
    public static PredictBody Read(RequestBody body, HttpLimitsOptions limits)
    {
        if (StrictJson.FindTextFault(body.Bytes) is { } textFault)
        {
            throw StrictJson.Malformed(textFault);
        }

        try
        {
            return new PredictBodyReader(body, limits).Read();
        }
        catch (JsonException exception)
        {
            throw StrictJson.Malformed(StrictJson.Describe(exception));
        }
    }

    private static BerlinException Invalid(string text) => new(ErrorCodes.RequestInvalid, text);

    private PredictBody Read()
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Invalid($"The body is {StrictJson.KindOf(reader.TokenType)}; it must be an object with the member features or instances.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadMember();
        }

        // Only the end is left: what follows the closing brace is malformed.
        reader.Read();
        if (features is null == instances is null)
        {
            throw Invalid("The body must have exactly one of the members features and instances.");
        }

        var rows = features is null ? instances!.ToArray() : [features];
        return new PredictBody(new PredictRequest { Instances = rows, Top = top ?? DefaultTop }, IsBatch: features is null);
    }

    private void ReadMember()
    {
        if (reader.ValueTextEquals("features"u8))
        {
            RequireFirst(features is null, "The body", "features");
            features = ReadFeatures(new JsonPath(null, 0));
        }
        else if (reader.ValueTextEquals("instances"u8))
        {
            RequireFirst(instances is null, "The body", "instances");
            ReadInstances();
        }
        else if (reader.ValueTextEquals("top"u8))
        {
            RequireFirst(top is null, "The body", "top");
            ReadTop();
        }
        else
        {
            throw Invalid($"The body has the member {JsonText.Show(ref reader)}; it takes features or instances, and top.");
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
        reader.Read();
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var value) || value < 1 || value > limits.MaxTop)
        {
            throw Invalid($"top is not an integer from 1 to {limits.MaxTop}.");
        }

        top = value;
    }

    private byte[] ReadFeatures(JsonPath row)
    {
        reader.Read();
        var fault = featuresReader.Read(ref reader, document, origin: 0, row, out var canonical);
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
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Invalid($"instances is {StrictJson.KindOf(reader.TokenType)}; it must be an array of objects.");
        }

        instances = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (instances.Count == limits.MaxInstances)
            {
                throw new BerlinException(ErrorCodes.RequestTooLarge, $"The request holds more than {limits.MaxInstances} instances.");
            }

            instances.Add(ReadInstance(new JsonPath("instances", instances.Count)));
        }

        if (instances.Count == 0)
        {
            throw Invalid("instances is empty; it must hold at least one.");
        }
    }

    private byte[] ReadInstance(JsonPath row)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Invalid($"{row} is {StrictJson.KindOf(reader.TokenType)}; an instance is an object with the member features.");
        }

        byte[]? canonical = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals("features"u8))
            {
                throw Invalid($"{row} has the member {JsonText.Show(ref reader)}; it takes features only.");
            }

            RequireFirst(canonical is null, row.ToString(), "features");
            canonical = ReadFeatures(row);
        }

        return canonical ?? throw Invalid($"{row.Member("features")} is missing.");
    }
}
