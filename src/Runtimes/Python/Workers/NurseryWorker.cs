using Berlin.Runtimes.Python.Wire;

namespace Berlin.Runtimes.Python.Workers;

/// <summary>A process that a nursery forked.</summary>
/// <param name="Nursery">Which one.</param>
/// <param name="Ticket">Its number there.</param>
/// <param name="Connection">Leads to it; the holder's to dispose of.</param>
/// <param name="Exited">Ends when it does.</param>
internal sealed record NurseryWorker(NurseryProcess Nursery, long Ticket, FrameConnection Connection, Task<ExitedMessage> Exited)
{
    /// <summary>Ends it, whatever it does, and waits for that.</summary>
    public async Task KillAsync()
    {
        Connection.Dispose();
        if (!Exited.IsCompleted)
        {
            await Nursery.KillAsync(Ticket, Exited);
        }
    }
}
