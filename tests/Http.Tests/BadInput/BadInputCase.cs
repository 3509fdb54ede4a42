using System.Text;

namespace Berlin.Http.Tests.BadInput;

/// <summary>A request that must be refused, and how.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Body">The body, byte by byte.</param>
/// <param name="Status">Status of the answer.</param>
/// <param name="Code">Code of the answer.</param>
/// <param name="Error">The whole text of the answer.</param>
public sealed record BadInputCase(string Name, string Method, string Path, byte[] Body, int Status, string Code, string Error)
{
    public string? ContentType { get; init; } = "application/json";

    /// <summary>Headers beside the usual ones.</summary>
    public (string Name, string Value)[] Headers { get; init; } = [];

    public override string ToString() => Name;

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static BadInputCase Predict(string name, string body, int status, string code, string error) =>
        new(name, "POST", "/v1/models/m/predict", Utf8(body), status, code, error);

    public static BadInputCase Predict(string name, byte[] body, string error) =>
        new(name, "POST", "/v1/models/m/predict", body, 400, "request.invalid", error);

    public static BadInputCase Observe(string name, string body, int status, string code, string error) =>
        new(name, "POST", "/v1/models/m/observations", Utf8(body), status, code, error);

    public static BadInputCase Define(string name, string body, string error, string code = "model.invalid") =>
        new(name, "PUT", "/v1/models/m", Utf8(body), 400, code, error);

    /// <summary>A call without a body.</summary>
    public static BadInputCase Call(string method, string path, int status, string code, string error) =>
        new($"{method} {path}", method, path, [], status, code, error);

    /// <summary>A call with a body that is no well-formed request.</summary>
    public static BadInputCase Send(string name, string method, string path, string body, string error, string code = "request.invalid", int status = 400) =>
        new(name, method, path, Utf8(body), status, code, error);

    public static BadInputCase Tenant(string name, string body, string code, string error) =>
        new(name, "POST", "/v1/tenants", Utf8(body), 400, code, error);
}

/// <summary>An observation that must be refused, and how; the one beside it in the same request is stored.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Row">The observation as sent.</param>
/// <param name="Code">Its code in <c>rejected</c>.</param>
/// <param name="Error">Its whole text in <c>rejected</c>.</param>
public sealed record BadRowCase(string Name, string Row, string Code, string Error)
{
    public override string ToString() => Name;
}
