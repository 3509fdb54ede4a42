using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Berlin.Grains.Models;

namespace Berlin.Silo.Http.Export;

/// <summary>Writes observations as lines of JSON that <c>POST observations</c> takes back unchanged.</summary>
internal sealed class ObservationLines : IObservationFormat, IDisposable
{
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public void WriteHeader(IBufferWriter<byte> output)
    {
    }

    public void Write(IBufferWriter<byte> output, ExportedObservation observation)
    {
        _json.Reset(output);
        ObservationJson.WriteForObserve(_json, observation);
        _json.Flush();
        output.Write("\n"u8);
    }

    public void Dispose() => _json.Dispose();
}
