using System.Globalization;
using Berlin.Storage.Faults;
using Berlin.Storage.KilledWriter;

// Writes to a data folder until it is killed, and tells each acknowledged write on standard output. Arguments: data folder, streams,
// seed, a fault specification (see ProcessKillFaults) or "-", and a connection string where the rows go to PostgreSQL. Or: folder of
// artifacts, "artifacts", seed.
if (args[1] == "artifacts")
{
    await new ArtifactWriting(args[0], int.Parse(args[2], CultureInfo.InvariantCulture)).RunAsync();
    return;
}

var streams = int.Parse(args[1], CultureInfo.InvariantCulture);
var seed = int.Parse(args[2], CultureInfo.InvariantCulture);
IFaultInjector faults = args[3] == "-" ? NoFaults.Instance : ProcessKillFaults.Parse(args[3]);

await using var storage = await WrittenStorage.OpenAsync(args[0], args.Length > 4 ? args[4] : null, StreamWriting.Owner, faults);
await Task.WhenAll(Enumerable.Range(0, streams).Select(stream =>
    Task.Run(() => new StreamWriting(storage, $"model{stream}", new Random(seed + stream)).RunAsync())));
