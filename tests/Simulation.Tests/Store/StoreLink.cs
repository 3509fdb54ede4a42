namespace Berlin.Simulation.Tests.Store;

/// <summary>The network between one silo's machine and the database. It outlives the silo's processes.</summary>
internal sealed class StoreLink(string silo)
{
    public string Silo => silo;

    /// <summary>Whether what the silo sends is lost.</summary>
    public bool IsCutToStore { get; set; }

    /// <summary>Whether what the database answers is lost.</summary>
    public bool IsCutFromStore { get; set; }
}
