namespace Berlin.Silo.Engines;

/// <summary>What differs between engines when a silo is put together: this is Microsoft Orleans.</summary>
internal static class SiloEngine
{
    /// <summary>Adds the engine to a silo: alone, or as part of the cluster that the options name.</summary>
    public static void AddTo(WebApplicationBuilder builder, SiloOptions options)
    {
    }
}
