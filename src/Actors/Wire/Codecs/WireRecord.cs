namespace Berlin.Actors.Wire;

/// <summary>The codec of a type that crosses, for who does not know the type: boxed, so not for calls.</summary>
internal abstract class WireRecord
{
    public abstract void Write(WireWriter writer, object? value);

    public abstract object? Read(ref WireReader reader);
}
