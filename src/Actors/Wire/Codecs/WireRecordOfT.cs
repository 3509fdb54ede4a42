namespace Berlin.Actors.Wire;

/// <inheritdoc/>
internal sealed class WireRecordOf<T>(WriteValue<T> write, ReadValue<T> read) : WireRecord
{
    public override void Write(WireWriter writer, object? value) => write(writer, (T)value!);

    public override object? Read(ref WireReader reader) => read(ref reader);
}
