namespace Berlin.Client;

/// <summary>How rows are written.</summary>
public enum ScoreFormat
{
    /// <summary>Comma-separated values by RFC 4180, with a header row.</summary>
    Csv,

    /// <summary>One JSON object per line.</summary>
    JsonLines,
}
