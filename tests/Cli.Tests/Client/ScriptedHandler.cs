namespace Berlin.Cli.Tests.Client;

/// <summary>Answers by the number of the attempt, from 1, and keeps what was sent.</summary>
internal sealed class ScriptedHandler(Func<int, HttpResponseMessage> answer) : HttpMessageHandler
{
    /// <summary>Method, path, authorization and content type of each request.</summary>
    public List<string> Requests { get; } = [];

    public List<string> Bodies { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var mediaType = request.Content?.Headers.ContentType?.MediaType;
        Requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery} {request.Headers.Authorization} {mediaType}");
        Bodies.Add(request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken));
        return answer(Requests.Count);
    }
}
