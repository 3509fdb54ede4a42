namespace Berlin.Silo.Http.Scoring.Csv;

/// <summary>Passes over a record that is too large to be held, however many pieces it arrives in.</summary>
internal sealed class CsvSkip
{
    private State _state;

    private enum State
    {
        FieldStart,
        Plain,
        Quoted,
        QuoteInQuoted,
    }

    /// <summary>Whether the record's last byte so far stands inside quotes.</summary>
    public bool IsInQuotes => _state == State.Quoted;

    /// <summary>Begins at the first byte of a record.</summary>
    public void Begin() => _state = State.FieldStart;

    /// <summary>Passes over <paramref name="bytes"/>, at most to the end of the record.</summary>
    /// <param name="bytes">What follows on what was passed over before.</param>
    /// <param name="passed">Bytes that were passed over, the line end included.</param>
    /// <returns>Whether the record has ended.</returns>
    public bool TryEnd(ReadOnlySpan<byte> bytes, out int passed)
    {
        for (passed = 0; passed < bytes.Length; passed++)
        {
            var next = bytes[passed];
            if (next == (byte)'\n' && _state != State.Quoted)
            {
                passed++;
                return true;
            }

            _state = (_state, next) switch
            {
                (State.Quoted, (byte)'"') => State.QuoteInQuoted,
                (State.Quoted, _) => State.Quoted,
                (State.QuoteInQuoted, (byte)'"') => State.Quoted,
                (_, (byte)',') => State.FieldStart,
                (State.FieldStart, (byte)'"') => State.Quoted,
                _ => State.Plain,
            };
        }

        return false;
    }
}
