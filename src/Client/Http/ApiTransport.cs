using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Berlin.Client.Http;

/// <summary>Sends one request and turns its answer into a record or one of the two documented exceptions.</summary>
internal sealed class ApiTransport(HttpClient http, string? key)
{
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
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = content?.Invoke();
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? Read(response, body, answerType)
                : throw Refusal(response, body);
        }
        catch (HttpRequestException fault)
        {
            throw new BerlinUnreachableException(Address, Reason(fault), !IsBeforeConnection(fault), fault);
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
