using System.Text.Json;
using Berlin.Cli.Terminal;
using Berlin.Client;

namespace Berlin.Cli.Scoring;

/// <summary>Scores a file by a job: sends it, waits, fetches the result. A run that is repeated after an interruption goes on with its job.</summary>
internal sealed class ScoreJob(BerlinClient client, ScoreRequest request, ScoreFile file, string output, ScoreProgress progress)
{
    /// <summary>How often a job is asked about: often enough for eyes, and nothing for a server.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private readonly string _ticketPath = output + ".job";

    /// <summary>Runs the job to its end, copies its result and removes it; returns its id.</summary>
    /// <exception cref="CommandFailedException">The job failed.</exception>
    public async Task<string?> RunAsync(Stream answers, CancellationToken cancellationToken)
    {
        var job = await FindAsync(cancellationToken) ?? await CreateAsync(cancellationToken);
        try
        {
            job = await WaitAsync(job, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"berlin: {job.Id} goes on; run the same command again to wait for it");
            throw;
        }

        if (job.State != "done")
        {
            File.Delete(_ticketPath);
            throw new CommandFailedException(ExitCodes.Refused, job.Error is null ? $"{job.Id} is {job.State}" : $"{job.Error} ({job.Code})");
        }

        progress.Show("fetching", file.Bytes, "");
        await client.Jobs.CopyResultAsync(job.Id, answers, cancellationToken);
        File.Delete(_ticketPath);
        await client.Jobs.DeleteAsync(job.Id, cancellationToken);
        return job.Id;
    }

    /// <summary>The job of an earlier run over the same file; null where there is none.</summary>
    private async Task<JobDescription?> FindAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_ticketPath))
        {
            return null;
        }

        try
        {
            var ticket = JsonSerializer.Deserialize(await File.ReadAllTextAsync(_ticketPath, cancellationToken), CliJson.Default.ScoreTicket);
            return ticket is { Id: { } id } && ticket == Ticket(id) ? await client.Jobs.GetAsync(id, cancellationToken) : null;
        }
        catch (BerlinApiException refusal) when (refusal.Code == "job.not_found")
        {
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<JobDescription> CreateAsync(CancellationToken cancellationToken)
    {
        await using var rows = file.Open();
        var job = await client.Jobs.CreateAsync(request, rows, bytes => progress.Show("sending", bytes), cancellationToken);
        await File.WriteAllTextAsync(_ticketPath, JsonSerializer.Serialize(Ticket(job.Id), CliJson.Default.ScoreTicket), cancellationToken);
        return job;
    }

    private async Task<JobDescription> WaitAsync(JobDescription job, CancellationToken cancellationToken)
    {
        using var pace = new PeriodicTimer(Pace);
        while (!job.IsFinished)
        {
            progress.Show(job.State, job.BytesRead, $"{Figures.Count(job.Rows)} rows, {Figures.Count((long)job.RowsPerSecond)} rows/s");
            await pace.WaitForNextTickAsync(cancellationToken);
            job = await client.Jobs.GetAsync(job.Id, cancellationToken);
        }

        return job;
    }

    private ScoreTicket Ticket(string id) =>
        new(id, client.Address.ToString(), request.Model, request.Top, file.Bytes, file.ChangedAt);
}

/// <summary>What is remembered of a job beside its output, so that a repeated run finds it.</summary>
/// <param name="Id">The job.</param>
/// <param name="Server">Where it runs.</param>
/// <param name="Model">The model that scores.</param>
/// <param name="Top">Most classes per row.</param>
/// <param name="InputBytes">Size of the file.</param>
/// <param name="InputChangedAt">When the file was last written.</param>
internal sealed record ScoreTicket(string Id, string Server, string Model, int Top, long InputBytes, DateTime InputChangedAt);
