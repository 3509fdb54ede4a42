using System.Text.Json.Serialization;

namespace Berlin.Client.Http;

/// <summary>The wire form of every record: snake_case, absent instead of null where a member is optional.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(TenantRequest))]
[JsonSerializable(typeof(TenantPage))]
[JsonSerializable(typeof(RenamedTenant))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(IssuedKey))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(RotateRequest))]
[JsonSerializable(typeof(EntityPage))]
[JsonSerializable(typeof(CorrectRequest))]
[JsonSerializable(typeof(CorrectionResult))]
[JsonSerializable(typeof(RemovalResult))]
[JsonSerializable(typeof(StoredObservationPage))]
[JsonSerializable(typeof(CreatedTenant))]
[JsonSerializable(typeof(ModelDefinition))]
[JsonSerializable(typeof(ModelDescription))]
[JsonSerializable(typeof(ModelPage))]
[JsonSerializable(typeof(ObserveRequest))]
[JsonSerializable(typeof(Observation))]
[JsonSerializable(typeof(ObserveResult))]
[JsonSerializable(typeof(PredictRequest))]
[JsonSerializable(typeof(PredictResult))]
[JsonSerializable(typeof(PredictManyRequest))]
[JsonSerializable(typeof(PredictManyResult))]
[JsonSerializable(typeof(JobDescription))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(ClusterReport))]
[JsonSerializable(typeof(ServerStatus))]
internal sealed partial class ClientJson : JsonSerializerContext;
