namespace Berlin.Actors.Wire;

/// <summary>An exception that crosses as itself: its type is marked <c>[GenerateSerializer]</c>.</summary>
/// <param name="id">Hash of its alias.</param>
/// <param name="type">Its type.</param>
internal abstract class WireError(ulong id, Type type)
{
    public ulong Id => id;

    public Type Type => type;

    public abstract void Write(WireWriter writer, Exception error);

    public abstract Exception? Read(ref WireReader reader);
}
