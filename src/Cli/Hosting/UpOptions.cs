using System.Net;

namespace Berlin.Cli.Hosting;

/// <summary>What a server in this process is started with.</summary>
/// <param name="DataFolder">Absolute path of the folder that holds everything; made when it is missing.</param>
/// <param name="Listen">Address to listen on.</param>
/// <param name="Port">Port to listen on; 0 lets the system choose.</param>
/// <param name="IsQuiet">Whether only warnings and errors are logged, because a picture is being drawn.</param>
internal sealed record UpOptions(string DataFolder, IPAddress Listen, int Port, bool IsQuiet);
