namespace Berlin.Silo.Hosting;

/// <summary>The address of a listening server, as its own process calls it.</summary>
internal static class ListeningUrl
{
    /// <summary>The loopback address where the server listens on every address of the machine.</summary>
    public static Uri OfSelf(Uri listening)
    {
        var host = listening.Host switch
        {
            "0.0.0.0" => "127.0.0.1",
            "[::]" => "[::1]",
            var other => other,
        };
        return new UriBuilder(listening) { Host = host }.Uri;
    }
}
