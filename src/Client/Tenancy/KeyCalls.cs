using Berlin.Client.Http;

namespace Berlin.Client;

/// <summary>Calls about the keys of the caller's tenant; part of a <see cref="BerlinClient"/>. Needs the scope <c>manage</c>.</summary>
public sealed class KeyCalls
{
    private readonly ApiCalls _calls;

    internal KeyCalls(ApiCalls calls) => _calls = calls;

    /// <summary>Lists the keys, those revoked or expired included.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<KeyList> ListAsync(CancellationToken cancellationToken = default) =>
        _calls.SendAsync(HttpMethod.Get, "v1/keys", null, ClientJson.Default.KeyList, cancellationToken);

    /// <summary>Makes another key. Not repeated, because it is told once.</summary>
    /// <param name="request">What it may do.</param>
    /// <param name="cancellationToken">Ends the call; the key may exist nevertheless.</param>
    public Task<IssuedKey> IssueAsync(KeyRequest request, CancellationToken cancellationToken = default)
    {
        var content = ApiCalls.JsonBody(request, ClientJson.Default.KeyRequest);
        return _calls.SendOnceAsync(HttpMethod.Post, "v1/keys", content, ClientJson.Default.IssuedKey, cancellationToken);
    }

    /// <summary>Makes a successor of a key, which itself ends after a time of grace. Not repeated, because the successor is told once.</summary>
    /// <param name="id">The id inside the key.</param>
    /// <param name="grace">How long the key goes on to be valid, 0 to 30 days in whole seconds.</param>
    /// <param name="cancellationToken">Ends the call; the successor may exist nevertheless.</param>
    public Task<IssuedKey> RotateAsync(string id, TimeSpan grace, CancellationToken cancellationToken = default)
    {
        var content = ApiCalls.JsonBody(new RotateRequest((long)grace.TotalSeconds), ClientJson.Default.RotateRequest);
        return _calls.SendOnceAsync(HttpMethod.Post, PathOf(id) + "/rotate", content, ClientJson.Default.IssuedKey, cancellationToken);
    }

    /// <summary>Ends a key; it is refused everywhere within five seconds.</summary>
    /// <param name="id">The id inside the key.</param>
    /// <param name="cancellationToken">Ends the call; the key may have ended nevertheless.</param>
    public Task RevokeAsync(string id, CancellationToken cancellationToken = default) => _calls.DeleteAsync(PathOf(id), cancellationToken);

    private static string PathOf(string id) => "v1/keys/" + ApiPath.Segment(id, nameof(id));
}
