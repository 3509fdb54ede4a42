namespace Berlin.Http;

/// <summary>Headers by which a silo tells a gateway more than it tells the client; the gateway takes them out of the answer.</summary>
public static class SiloHeaders
{
    /// <summary>Code of an error after which another silo may be asked; see <see cref="ErrorRow.Elsewhere"/>.</summary>
    public const string Error = "Berlin-Error";
}
