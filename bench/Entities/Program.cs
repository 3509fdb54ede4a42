// Very many customers on one machine: `berlin up` in a process of its own, over HTTP, durable on SQLite.
// Usage: dotnet run -c Release --project bench/Entities [entities] [active entities]
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Berlin.Bench.Entities;

const int LinesPerRequest = 2_000;
const int Loaders = 4;
const int FreshnessRounds = 2_000;
var entities = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
var active = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : entities / 5;
var population = new Population(entities, seed: 20171121);
var folder = Directory.CreateTempSubdirectory("berlin-bench-entities-");
try
{
    await using (var server = await Server.StartAsync(folder.FullName))
    {
        Tell("entities", $"{entities:N0} with {population.Observations:N0} observations, 10 to 1,000 each");
        var begin = Stopwatch.GetTimestamp();
        await ForEachAsync(Loaders, Requests(), server.ObserveAsync);
        Tell("observed", $"{population.Observations / Stopwatch.GetElapsedTime(begin).TotalSeconds:N0} observations/s");
        Tell("disk", $"{server.DiskMegabytes():N0} MB, {server.DiskMegabytes() * 1048576 / population.Observations:N0} bytes an observation");
    }

    await using (var server = await Server.StartAsync(folder.FullName))
    {
        await server.PredictAsync("{\"features\":{\"text\":\"word1\"}}");
        var idle = server.ResidentMegabytes();
        Tell("resident, all idle", $"{idle:N0} MB");

        var chosen = Enumerable.Range(0, entities).ToArray();
        new Random(1).Shuffle(chosen);
        var asked = chosen[..active];
        Tell("cold answer, ms", $"{await AskAsync(server, asked[..(active / 2)], clients: 1)}, one client");
        Tell("cold answer, ms", $"{await AskAsync(server, asked[(active / 2)..], clients: 4)}, four");
        var busy = server.ResidentMegabytes();
        Tell("resident", $"{busy:N0} MB with {active:N0} active, {(busy - idle) * 1048576 / active:N0} bytes each more than idle");
        Tell("warm answer, ms", $"{await AskAsync(server, asked, clients: 1)}, one client");
        Tell("learner, bytes", $"{await BytesAsync(server, asked.Take(2_000))}");
        var (byStepwise, entityOf) = await FreshAsync(server, asked);
        Tell("ack to effect, ms", $"{byStepwise} over {entityOf} entities");
    }
}
finally
{
    folder.Delete(recursive: true);
}

IEnumerable<string> Requests()
{
    foreach (var chunk in population.Arrivals().Chunk(LinesPerRequest))
    {
        var lines = new StringBuilder();
        foreach (var (entity, number) in chunk)
        {
            Population.AppendObservation(lines, entity, number);
        }

        yield return lines.ToString();
    }
}

// Each entity once; so many clients at a time.
async Task<Percentiles> AskAsync(Server server, int[] asked, int clients)
{
    var latencies = new double[asked.Length];
    await ForEachAsync(clients, asked.Index(), async each =>
    {
        var begin = Stopwatch.GetTimestamp();
        var observations = await server.PredictAsync(Population.PredictBody(each.Item, -1));
        latencies[each.Index] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        if (observations != population.SizeOf(each.Item))
        {
            throw new InvalidOperationException($"Entity {each.Item} answered from {observations} of {population.SizeOf(each.Item)} observations.");
        }
    });
    return Percentiles.Of(latencies);
}

static async Task<Percentiles> BytesAsync(Server server, IEnumerable<int> asked)
{
    var bytes = new List<double>();
    foreach (var entity in asked)
    {
        bytes.Add(await server.EntityBytesAsync(Population.Name(entity)));
    }

    return Percentiles.Of(bytes);
}

// From the acknowledgement of an observation until a prediction of its entity counts it.
async Task<(Percentiles Milliseconds, int Entities)> FreshAsync(Server server, int[] asked)
{
    var milliseconds = new List<double>();
    for (var round = 0; round < FreshnessRounds; round++)
    {
        var entity = asked[round % asked.Length];
        var number = population.SizeOf(entity) + (round / asked.Length);
        var line = new StringBuilder();
        Population.AppendObservation(line, entity, number);
        await server.ObserveAsync(line.ToString());
        var acknowledged = Stopwatch.GetTimestamp();
        while (await server.PredictAsync(Population.PredictBody(entity, number)) <= number)
        {
        }

        milliseconds.Add(Stopwatch.GetElapsedTime(acknowledged).TotalMilliseconds);
    }

    return (Percentiles.Of(milliseconds), Math.Min(FreshnessRounds, asked.Length));
}

static async Task ForEachAsync<T>(int clients, IEnumerable<T> items, Func<T, Task> work) =>
    await Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = clients }, async (item, _) => await work(item));

static void Tell(string figure, string value) => Console.WriteLine($"{figure,-22}{value}");
