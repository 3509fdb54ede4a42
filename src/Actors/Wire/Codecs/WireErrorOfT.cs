namespace Berlin.Actors.Wire;

/// <inheritdoc/>
internal sealed class WireErrorOf<T>(ulong id, WriteValue<T> write, ReadValue<T> read) : WireError(id, typeof(T))
    where T : Exception
{
    public override void Write(WireWriter writer, Exception error) => write(writer, (T)error);

    public override Exception? Read(ref WireReader reader) => read(ref reader);
}
