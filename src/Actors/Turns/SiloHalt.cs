namespace Berlin.Actors.Turns;

/// <summary>Set when a silo is killed: no turn of it begins any more.</summary>
internal sealed class SiloHalt
{
    private volatile bool _isHalted;

    public bool IsHalted => _isHalted;

    public void Halt() => _isHalted = true;
}
