using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Berlin.Gateway;

/// <summary>Where a gateway listens, which silos it forwards to, and its bounds.</summary>
public sealed class GatewayOptions
{
    /// <summary>Address to listen on; port 0 takes a free one. Default <c>http://127.0.0.1:5080</c>.</summary>
    [Required]
    [Url]
    public string Address { get; set; } = "http://127.0.0.1:5080";

    /// <summary>
    /// HTTP addresses of the silos, 1 to 1,000, for example <c>http://127.0.0.1:5081</c>; none where the silo runs in
    /// the gateway's process, or the cluster says which silos there are. No default.
    /// </summary>
    [Required]
    [Length(0, 1000)]
    public IReadOnlyList<string> SiloAddresses { get; set; } = [];

    /// <summary>Secret that silos believe the gateway by: 32 to 128 printable ASCII characters without spaces. No default.</summary>
    [Required]
    [StringLength(128, MinimumLength = 32)]
    [RegularExpression("^[!-~]+$")]
    public string JoinSecret { get; set; } = "";

    /// <summary>Largest request body in bytes: the largest that any route of a silo takes. 1 KiB to 256 MiB; default 32 MiB.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Most open client connections, 1 to 1,000,000; default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>How long an answer about an API key is believed, 100 ms to 5 s; default 4 s. A revoked key works that long.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:05")]
    public TimeSpan KeyCacheTime { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>Most API keys remembered, valid ones and invalid ones each, 1 to 1,000,000; default 20,000.</summary>
    [Range(1, 1_000_000)]
    public int KeyCacheEntries { get; set; } = 20_000;

    /// <summary>
    /// Most look-ups a second of API keys that were not valid lately, 1 to 1,000,000; default 500. Each costs a call of
    /// a grain and a read of the database; over it a key that the gateway does not know is answered with 503.
    /// </summary>
    [Range(1, 1_000_000)]
    public int UnknownKeyLookUps { get; set; } = 500;

    /// <summary>
    /// How long a valid key that is known goes on being believed while nobody can be asked about it, because silos or the
    /// store are away: 0 to 1 h; default 10 min. While the store is away, no revocation can be stored either.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan KeyOutageTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Longest wait for an answer's headers, over both attempts, and longest silence within its body, 1 s to 10 min;
    /// default 40 s, which is longer than a silo waits for a grain (30 s), so that the silo's own answer arrives.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan SiloTimeout { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>Longest wait for a connection to a silo, 100 ms to 1 min; default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan SiloConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a prediction's first silo has before another one is asked, 50 ms to 1 min; default 1 s: a prediction takes
    /// milliseconds, and a model that is loaded for the first time is loaded on two silos then.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan FirstAttemptTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Most requests that one silo has of this gateway at a time, each on a connection of its own, 1 to 100,000; default
    /// 1,000. Who comes later waits as long as for a connection, then is sent to another silo.
    /// </summary>
    [Range(1, 100_000)]
    public int MaxConnectionsPerSilo { get; set; } = 1_000;

    /// <summary>
    /// How often each silo's readiness is asked, 50 ms to 1 min; default 1 s. A silo in doubt is asked four times as often,
    /// and at once when a request finds it failing.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:01:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Predictions a second of one model from which on a further silo answers them too, 1 to 1,000,000; default 1,000: one
    /// model answers on one core of a silo, which does some times as many.
    /// </summary>
    [Range(1, 1_000_000)]
    public int HotKeyRate { get; set; } = 1_000;

    /// <summary>Most silos that answer the predictions of one model, 1 to 100; default 3. Each holds the model in memory.</summary>
    [Range(1, 100)]
    public int HotKeySilos { get; set; } = 3;
}

/// <summary>Checks the range of each of <see cref="GatewayOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class GatewayOptionsRangeValidator : IValidateOptions<GatewayOptions>;

/// <summary>Checks the addresses of <see cref="GatewayOptions"/>.</summary>
/// <param name="knowsSilos">Whether the gateway knows its silos without them.</param>
internal sealed class GatewayAddressValidator(bool knowsSilos) : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        var wrong = options.SiloAddresses
            .Where(address => !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            .Select(address => $"{nameof(options.SiloAddresses)} holds '{address}'; it must be an absolute http or https address.")
            .ToList();
        if (options.SiloAddresses.Count > 0 == knowsSilos)
        {
            wrong.Add($"{nameof(options.SiloAddresses)} has {options.SiloAddresses.Count} entries; it must name silos unless one runs in this process or the cluster tells them, and none then.");
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
