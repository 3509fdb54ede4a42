namespace Berlin.Cli.Commands.Cluster;

/// <summary>Tells every fault of a server's options at once, in the words of the command line.</summary>
internal static class OptionFaults
{
    /// <summary>Ends the command where there are faults.</summary>
    /// <param name="faults">Texts that begin with the name of an option.</param>
    /// <param name="names">What options are called on the command line, by the names that they have in the program.</param>
    /// <exception cref="CommandFailedException">There is a fault.</exception>
    public static void Require(IReadOnlyCollection<string> faults, IReadOnlyDictionary<string, string> names)
    {
        if (faults.Count > 0)
        {
            throw new CommandFailedException(ExitCodes.WrongOptions, string.Join("\nberlin: ", faults.Select(fault => Translate(fault, names))));
        }
    }

    private static string Translate(string fault, IReadOnlyDictionary<string, string> names)
    {
        var name = fault.Split(' ', 2)[0];
        return names.TryGetValue(name, out var option) ? option + fault[name.Length..] : fault;
    }
}
