using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace Berlin.Client.Http;

/// <summary>Sends calls, and repeats those that may be repeated.</summary>
internal sealed class ApiCalls(ApiTransport transport, RetryPolicy retry)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>A body of JSON.</summary>
    public static Func<HttpContent> JsonBody<T>(T value, JsonTypeInfo<T> type) => () => JsonContent.Create(value, type, Json);

    /// <summary>A body that is written already; not changed or kept.</summary>
    public static Func<HttpContent> RawBody(ReadOnlyMemory<byte> bytes, MediaTypeHeaderValue mediaType)
    {
        return () =>
        {
            var content = new ReadOnlyMemoryContent(bytes);
            content.Headers.ContentType = mediaType;
            return content;
        };
    }

    /// <summary>A body of JSON that is written already.</summary>
    public static Func<HttpContent> RawJson(ReadOnlyMemory<byte> bytes) => RawBody(bytes, Json);

    /// <summary>A call that may be repeated without harm.</summary>
    public Task<T> SendAsync<T>(HttpMethod method, string path, Func<HttpContent>? content, JsonTypeInfo<T> answer, CancellationToken cancellationToken) =>
        retry.RunAsync(token => transport.SendAsync(method, path, content, answer, token), cancellationToken);

    /// <summary>A call that is sent once.</summary>
    public Task<T> SendOnceAsync<T>(HttpMethod method, string path, Func<HttpContent>? content, JsonTypeInfo<T> answer, CancellationToken cancellationToken) =>
        transport.SendAsync(method, path, content, answer, cancellationToken);

    /// <summary>A deletion without an answer, which may be repeated without harm.</summary>
    public Task DeleteAsync(string path, CancellationToken cancellationToken) =>
        retry.RunAsync(token => DeleteWithAnswerAsync(path, token), cancellationToken);

    /// <summary>A deletion without an answer, which is sent once.</summary>
    public Task DeleteOnceAsync(string path, CancellationToken cancellationToken) => transport.DeleteAsync(path, cancellationToken);

    /// <summary>Copies an answer to a stream; repeated only until the answer begins.</summary>
    public async Task CopyAsync(string path, Stream destination, CancellationToken cancellationToken)
    {
        using var answer = await retry.RunAsync(token => transport.OpenAsync(path, token), cancellationToken).ConfigureAwait(false);
        await transport.CopyAsync(answer, destination, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> DeleteWithAnswerAsync(string path, CancellationToken cancellationToken)
    {
        await transport.DeleteAsync(path, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
