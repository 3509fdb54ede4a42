using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Berlin.Client.Http;

/// <summary>Sends one request and turns its answer into a record or one of the two documented exceptions.</summary>
internal sealed class ApiTransport(HttpClient http, string? key)
{
    private const int CopyBufferBytes = 64 * 1024;

    /// <summary>Where the server is.</summary>
    public Uri Address => http.BaseAddress!;

    /// <summary>Sends one request; the content is made anew for each try because sending disposes it.</summary>
    public async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        Func<HttpContent>? content,
        JsonTypeInfo<T> answerType,
        CancellationToken cancellationToken)
    {
        using var request = CreateRequest(method, path);
        request.Content = content?.Invoke();
        return await ReachAsync(
            async () =>
            {
                using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
                var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
                return response.IsSuccessStatusCode ? Read(response, body, answerType) : throw Refusal(response, body);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a deletion that is answered without a body.</summary>
    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(HttpMethod.Delete, path, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens an answer whose body is read afterwards; the caller disposes it.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken) => OpenAsync(HttpMethod.Get, path, cancellationToken);

    /// <summary>Sends a body of any size and opens the answer, whose body is read afterwards; the caller disposes it.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, HttpContent content, string accept, CancellationToken cancellationToken) =>
        OpenAsync(CreateRequest(HttpMethod.Post, path, content, accept), cancellationToken);

    /// <summary>Sends a body of any size and reads the answer; <paramref name="accept"/> is about what the call makes.</summary>
    public async Task<T> PostAsync<T>(string path, HttpContent content, string accept, JsonTypeInfo<T> answerType, CancellationToken cancellationToken)
    {
        using var response = await PostAsync(path, content, accept, cancellationToken).ConfigureAwait(false);
        return Read(response, await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false), answerType);
    }

    /// <summary>Copies the body of an open answer. What fails of the destination is thrown as it is.</summary>
    public async Task CopyAsync(HttpResponseMessage answer, Stream destination, CancellationToken cancellationToken)
    {
        var source = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var buffer = new byte[CopyBufferBytes];
            while (await ReadAsync(source, buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException fault)
        {
            throw new BerlinUnreachableException(Address, "the connection broke before the answer was complete", wasConnected: true, fault);
        }
    }

    private Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, CancellationToken cancellationToken) =>
        OpenAsync(CreateRequest(method, path), cancellationToken);

    private async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage asked, CancellationToken cancellationToken)
    {
        using var request = asked;
        return await ReachAsync(
            async () =>
            {
                var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    return response;
                }

                using (response)
                {
                    throw Refusal(response, await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private HttpRequestMessage CreateRequest(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return request;
    }

    private HttpRequestMessage CreateRequest(HttpMethod method, string path, HttpContent content, string accept)
    {
        var request = CreateRequest(method, path);
        request.Content = content;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return request;
    }

    /// <summary>Runs an exchange, and tells its faults as one of the two documented exceptions.</summary>
    private async Task<T> ReachAsync<T>(Func<Task<T>> exchange, CancellationToken cancellationToken)
    {
        try
        {
            return await exchange().ConfigureAwait(false);
        }
        catch (HttpRequestException fault)
        {
            throw new BerlinUnreachableException(Address, Reason(fault), !IsBeforeConnection(fault), fault);
        }
        catch (SocketException fault)
        {
            // A connection that is reset at the moment it is made comes as it is.
            throw new BerlinUnreachableException(Address, "the connection failed", wasConnected: true, fault);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BerlinUnreachableException(Address, "no answer within the time limit", wasConnected: true, fault);
        }
    }

    private static T Read<T>(HttpResponseMessage response, byte[] body, JsonTypeInfo<T> answerType)
    {
        try
        {
            return JsonSerializer.Deserialize(body, answerType) ?? throw NotBerlin(response);
        }
        catch (JsonException)
        {
            throw NotBerlin(response);
        }
    }

    private static BerlinApiException Refusal(HttpResponseMessage response, byte[] body)
    {
        try
        {
            var error = JsonSerializer.Deserialize(body, ClientJson.Default.ErrorAnswer);
            if (error is { Error: { Length: > 0 } text, Code: { Length: > 0 } code })
            {
                return new BerlinApiException(response.StatusCode, code, text, RetryAfter(response));
            }
        }
        catch (JsonException)
        {
            // Not an answer of Berlin's: told below by its status alone.
        }

        return NotBerlin(response);
    }

    private static BerlinApiException NotBerlin(HttpResponseMessage response)
    {
        return new BerlinApiException(
            response.StatusCode,
            BerlinApiException.UnknownAnswerCode,
            $"The answer is not one of Berlin's: HTTP {(int)response.StatusCode}.",
            RetryAfter(response));
    }

    /// <summary>Only the form in seconds is read: Berlin sends no other.</summary>
    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;

    private static bool IsBeforeConnection(HttpRequestException fault)
    {
        return fault.HttpRequestError is HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError;
    }

    private static string Reason(HttpRequestException fault)
    {
        return fault.HttpRequestError switch
        {
            HttpRequestError.ConnectionError => "nothing listens there",
            HttpRequestError.NameResolutionError => "the host name does not resolve",
            HttpRequestError.SecureConnectionError => "no secure connection could be made",
            HttpRequestError.ResponseEnded => "the connection broke before the answer was complete",
            _ => "the connection failed",
        };
    }
}
