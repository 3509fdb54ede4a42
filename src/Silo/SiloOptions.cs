using System.ComponentModel.DataAnnotations;

namespace Berlin.Silo;

/// <summary>What a silo is told at its start.</summary>
public sealed class SiloOptions
{
    /// <summary>Name of the silo, for logs and ownership; default <c>silo-1</c>.</summary>
    [Required]
    [RegularExpression("[a-z0-9][a-z0-9._-]{0,62}")]
    public string Name { get; set; } = "silo-1";

    /// <summary>Folder of the database, the checkpoints and the operator's key; default <c>./berlin-data</c>.</summary>
    [Required]
    public string DataFolder { get; set; } = "berlin-data";

    /// <summary>Address to listen on; a gateway reaches the silo there. Default: loopback on a port of the system's choice.</summary>
    [Required]
    public string Listen { get; set; } = "http://127.0.0.1:0";
}
