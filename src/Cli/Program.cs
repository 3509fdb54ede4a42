namespace Berlin.Cli;

/// <summary>Entry of the <c>berlin</c> command.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        using var interruption = new Interruption();
        var parsed = BerlinCommandLine.Parse(args);
        if (parsed.IsRefused)
        {
            parsed.ExplainTo(Console.Error);
            return parsed.RefusalExitCode;
        }

        try
        {
            return await parsed.InvokeAsync(interruption.Token);
        }
        catch (Exception fault)
        {
            return FailureReport.Tell(Console.Error, fault, interruption.Token.IsCancellationRequested);
        }
    }
}
