namespace Berlin.Http;

/// <summary>Headers by which a client tells what stands between without its body being read.</summary>
public static class ClientHeaders
{
    /// <summary>Entity that a prediction is asked for; where the body names it too, they must be equal.</summary>
    public const string Entity = "Berlin-Entity";
}
