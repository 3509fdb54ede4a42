using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Berlin.Http;

/// <summary>Writes a JSON answer with its length known, without allocating per request.</summary>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as its thread, and its writer holds no more than memory.")]
public sealed class JsonAnswer
{
    /// <summary>A larger buffer than this is given back to the collector after its answer.</summary>
    private const int MaxKeptBytes = 256 * 1024;

    /// <summary>One per thread: an answer is written without an await in between, so no two ever share it.</summary>
    [ThreadStatic]
    private static JsonAnswer? _ofThisThread;

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _json;

    private JsonAnswer() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions
    {
        // The answer is application/json with nosniff, never part of a page, so only JSON's own escapes are needed.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    });

    /// <summary>Answers with <paramref name="status"/> and what <paramref name="write"/> writes; the response must not have started.</summary>
    public static void Write<TState>(HttpResponse response, int status, TState state, Action<Utf8JsonWriter, TState> write)
    {
        var answer = _ofThisThread ?? new JsonAnswer();
        _ofThisThread = null;

        answer._buffer.ResetWrittenCount();
        answer._json.Reset();
        write(answer._json, state);
        answer._json.Flush();

        var body = answer._buffer.WrittenSpan;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
        {
            response.BodyWriter.Write(body);
        }

        if (answer._buffer.Capacity <= MaxKeptBytes)
        {
            _ofThisThread = answer;
        }
    }
}
