namespace Berlin.Simulation.Tests.Network;

/// <summary>The network between two machines, one way each.</summary>
internal sealed class HopLink
{
    public bool IsCutThere { get; set; }

    public bool IsCutBack { get; set; }

    public bool IsWhole => !IsCutThere && !IsCutBack;

    /// <summary>Counts changes for the worse: a call during which it has not moved met a whole link.</summary>
    public int Cuts { get; private set; }

    public void Cut(bool there, bool back)
    {
        IsCutThere |= there;
        IsCutBack |= back;
        Cuts++;
    }

    public void Heal() => (IsCutThere, IsCutBack) = (false, false);
}
