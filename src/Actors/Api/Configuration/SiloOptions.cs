namespace Orleans.Configuration;

/// <summary>Identity of a silo.</summary>
public class SiloOptions
{
    /// <summary>Name of the silo; default <c>Silo</c>.</summary>
    public string SiloName { get; set; } = "Silo";
}
