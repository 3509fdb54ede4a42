using System.Text.Json.Serialization;
using Berlin.Cli.Commands;
using Berlin.Cli.Demo;
using Berlin.Cli.Scoring;
using Berlin.Client;

namespace Berlin.Cli;

/// <summary>The JSON that commands write: snake_case, as on the wire.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(UpAnswer))]
[JsonSerializable(typeof(SiloAnswer))]
[JsonSerializable(typeof(GatewayAnswer))]
[JsonSerializable(typeof(ClusterReport))]
[JsonSerializable(typeof(CreatedTenant))]
[JsonSerializable(typeof(TenantListAnswer))]
[JsonSerializable(typeof(RenamedTenant))]
[JsonSerializable(typeof(DeletedAnswer))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(IssuedKey))]
[JsonSerializable(typeof(EntityPage))]
[JsonSerializable(typeof(EntityReport))]
[JsonSerializable(typeof(StoredObservation))]
[JsonSerializable(typeof(CorrectionResult))]
[JsonSerializable(typeof(RemovalResult))]
[JsonSerializable(typeof(ModelDescription))]
[JsonSerializable(typeof(ModelListAnswer))]
[JsonSerializable(typeof(ObserveAnswer))]
[JsonSerializable(typeof(PredictResult))]
[JsonSerializable(typeof(ScoreAnswer))]
[JsonSerializable(typeof(ScoreTicket))]
[JsonSerializable(typeof(DemoAnswer))]
internal sealed partial class CliJson : JsonSerializerContext;
