using System.Globalization;
using Berlin.Storage.Faults;
using Berlin.Storage.KilledWriter;
using Berlin.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

// Writes to a data folder until it is killed, and tells each acknowledged write on standard output.
// Arguments: data folder, streams, seed, and a fault specification (see ProcessKillFaults) or "-".
var streams = int.Parse(args[1], CultureInfo.InvariantCulture);
var seed = int.Parse(args[2], CultureInfo.InvariantCulture);
IFaultInjector faults = args[3] == "-" ? NoFaults.Instance : ProcessKillFaults.Parse(args[3]);

await using var storage = SqliteStorage.Open(args[0], TimeProvider.System, faults, NullLoggerFactory.Instance);
await Task.WhenAll(Enumerable.Range(0, streams).Select(stream =>
    Task.Run(() => new StreamWriting(storage, $"model{stream}", new Random(seed + stream)).RunAsync())));
