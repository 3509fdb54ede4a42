namespace Berlin.Cli.Observing;

/// <summary>A file of observations, read from its beginning in the order of its lines.</summary>
internal interface IObservationSource
{
    /// <summary>Reads the rows; faulty ones are yielded with their reason, so that nothing is lost silently.</summary>
    IEnumerable<SourceRow> Read();
}
