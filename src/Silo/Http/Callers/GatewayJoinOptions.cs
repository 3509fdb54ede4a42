using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Callers;

/// <summary>What a gateway must show so that a silo believes it.</summary>
public sealed class GatewayJoinOptions
{
    /// <summary>Secret shared by the gateways and silos of a cluster: 32 to 128 printable ASCII characters without spaces. No default.</summary>
    [Required]
    [StringLength(128, MinimumLength = 32)]
    [RegularExpression("^[!-~]+$")]
    public string Secret { get; set; } = "";
}

/// <summary>Checks <see cref="GatewayJoinOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class GatewayJoinOptionsValidator : IValidateOptions<GatewayJoinOptions>;
