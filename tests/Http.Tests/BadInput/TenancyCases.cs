using static Berlin.Http.Tests.BadInput.BadInputCase;

namespace Berlin.Http.Tests.BadInput;

/// <summary>Calls on tenants and keys that are not as documented.</summary>
internal static class TenancyCases
{
    private const string Name = "name is not valid; it must be a string of 1-63 characters of a-z, 0-9, '.', '_' and '-', the first a letter or a digit.";
    private const string NoTenant = "There is no tenant of that name.";
    private const string NoKey = "The tenant has no such key that is valid now.";
    private const string Scopes = "scopes is not an array of at least one of predict, observe, manage.";
    private const string Label = "label is not a string of 1 to 63 printable ASCII characters.";
    private const string Expiry = "expires_at is not an RFC 3339 time with an offset, for example 2014-04-02T00:00:00Z.";
    private const string Grace = "grace_seconds is not an integer from 0 to 2592000.";

    public static BadInputCase[] All { get; } =
    [
        Call("GET", "/v1/tenants?limit=0", 400, "request.invalid", "The query parameter limit is not an integer from 1 to 1000."),
        Call("GET", "/v1/tenants?after=No", 400, "request.invalid", "The query parameter after is not a tenant's name (1-63 characters of a-z, 0-9, '.', '_' and '-', the first a letter or a digit)."),
        Call("DELETE", "/v1/tenants/nosuch", 404, "tenant.not_found", NoTenant),
        Call("DELETE", "/v1/tenants/NO%20NAME", 404, "tenant.not_found", NoTenant),
        Call("DELETE", "/v1/tenants/a%2Fb", 404, "tenant.not_found", NoTenant),
        Call("DELETE", "/v1/tenants", 405, "route.method_not_allowed", "The route does not take the method DELETE; it takes GET, POST."),
        Send("rename a tenant that is none", "PUT", "/v1/tenants/nosuch", """{"name":"a"}""", NoTenant, "tenant.not_found", 404),
        Send("rename a tenant to capitals", "PUT", "/v1/tenants/nosuch", """{"name":"A"}""", Name, "name.invalid"),
        Send("rename a tenant to nothing", "PUT", "/v1/tenants/nosuch", "{}", Name, "name.invalid"),
        Send("rename a tenant with another member", "PUT", "/v1/tenants/nosuch", """{"name":"a","plan":1}""", "The body has the member plan; it takes name only."),
        Send("rename a tenant as text", "PUT", "/v1/tenants/nosuch", """{"name":"a"}""", "The body must be application/json in UTF-8.", "request.unsupported_media_type", 415) with { ContentType = "text/plain" },
        Send("a key of a tenant that is none", "POST", "/v1/tenants/nosuch/keys", """{"scopes":["predict"]}""", NoTenant, "tenant.not_found", 404),
        Send("a key of a tenant, to operate", "POST", "/v1/tenants/nosuch/keys", """{"scopes":["operate"]}""", "scopes[0] is none of predict, observe, manage."),

        Issue("an array", "[]", "The body is an array; it must be an object with the member scopes."),
        Issue("nothing", "{}", Scopes),
        Issue("no scope", """{"scopes":[]}""", Scopes),
        Issue("scopes as text", """{"scopes":"predict"}""", Scopes),
        Issue("a scope that is a number", """{"scopes":["predict",1]}""", "scopes[1] is none of predict, observe, manage."),
        Issue("a scope that is none", """{"scopes":["root"]}""", "scopes[0] is none of predict, observe, manage."),
        Issue("a scope of operators", """{"scopes":["operate"]}""", "scopes[0] is none of predict, observe, manage."),
        Issue("a scope twice", """{"scopes":["predict","predict"]}""", "scopes names predict more than once."),
        Issue("an empty label", """{"scopes":["predict"],"label":""}""", Label),
        Issue("a label of 64 characters", $$"""{"scopes":["predict"],"label":"{{new string('l', 64)}}"}""", Label),
        Issue("a label beyond ASCII", """{"scopes":["predict"],"label":"Büro"}""", Label),
        Issue("a label that is a number", """{"scopes":["predict"],"label":7}""", Label),
        Issue("a time that is none", """{"scopes":["predict"],"expires_at":"tomorrow"}""", Expiry),
        Issue("a time that is a number", """{"scopes":["predict"],"expires_at":1396396800}""", Expiry),
        Issue("a time that is past", """{"scopes":["predict"],"expires_at":"2014-04-02T00:00:00Z"}""", "expires_at is past; a new key ends in the future."),
        Issue("another member", """{"scopes":["predict"],"tenant":"beta"}""", "The body has the member tenant; it takes scopes, label and expires_at only."),

        Rotate("a key that is none", "{}", NoKey, "key.not_found", 404),
        Rotate("seconds before", """{"grace_seconds":-1}""", Grace),
        Rotate("seconds of more than a month", """{"grace_seconds":2592001}""", Grace),
        Rotate("half a second", """{"grace_seconds":0.5}""", Grace),
        Rotate("seconds as text", """{"grace_seconds":"60"}""", Grace),
        Rotate("another member", """{"scopes":["manage"]}""", "The body has the member scopes; it takes grace_seconds only."),
        Call("DELETE", "/v1/keys/nosuch", 404, "key.not_found", NoKey),
        Call("DELETE", "/v1/keys/AAAAAAAAAAAA", 404, "key.not_found", NoKey),
        Call("DELETE", "/v1/keys/a%2Fb", 404, "key.not_found", NoKey),
        Call("GET", "/v1/keys/aaaaaaaaaaaa", 405, "route.method_not_allowed", "The route does not take the method GET; it takes DELETE."),
    ];

    private static BadInputCase Issue(string name, string body, string error) => Send("key with " + name, "POST", "/v1/keys", body, error);

    private static BadInputCase Rotate(string name, string body, string error, string code = "request.invalid", int status = 400) =>
        Send("rotate: " + name, "POST", "/v1/keys/nosuchnosuch/rotate", body, error, code, status);
}
