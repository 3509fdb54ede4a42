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

    /// <summary>
    /// Address to listen on, where gateways of other processes reach the silo; port 0 takes a free one. Default: none;
    /// the silo opens no port, and a gateway in its process calls <see cref="SiloHost.ProcessAsync"/>.
    /// </summary>
    public string? Listen { get; set; }
}
