using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Berlin.Runtimes.Python.Wire;

/// <summary>Which worker is meant.</summary>
internal sealed record TicketMessage(long Ticket);

/// <summary>What a nursery says of itself.</summary>
/// <param name="Protocol">Version of the frames.</param>
/// <param name="Environment">Names and versions of its libraries.</param>
/// <param name="Walls">What keeps workers in, and whether this machine has it.</param>
internal sealed record HelloMessage(int Protocol, ImmutableSortedDictionary<string, string> Environment, ImmutableSortedDictionary<string, bool> Walls);

/// <summary>How a worker ended.</summary>
/// <param name="Ticket">Which one.</param>
/// <param name="Signal">The signal that killed it; 0 for none.</param>
/// <param name="Code">What it exited with otherwise.</param>
internal sealed record ExitedMessage(long Ticket, int Signal, int Code);

/// <summary>What a worker is to load, and what it may use.</summary>
internal sealed record LoadMessage(string Name, string Path, long MemoryLimitBytes, string EmptyFolder, string? ModuleFolder, ImmutableArray<string> Modules);

/// <summary>An input or output, as a worker names it.</summary>
internal sealed record SpecMessage(string Name, string Type, ImmutableArray<long> Shape);

/// <summary>A model that answers.</summary>
internal sealed record LoadedMessage(string Estimator, ImmutableArray<SpecMessage> Inputs, ImmutableArray<SpecMessage> Outputs, long ResidentBytes);

/// <summary>A model that must not serve.</summary>
internal sealed record RefusedMessage(string Field, string Reason);

/// <summary>Why rows have no answer: <c>input</c>, <c>memory</c> or <c>model</c>.</summary>
internal sealed record FaultMessage(string Kind, string Reason);

/// <summary>How the messages are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TicketMessage))]
[JsonSerializable(typeof(HelloMessage))]
[JsonSerializable(typeof(ExitedMessage))]
[JsonSerializable(typeof(LoadMessage))]
[JsonSerializable(typeof(LoadedMessage))]
[JsonSerializable(typeof(RefusedMessage))]
[JsonSerializable(typeof(FaultMessage))]
internal sealed partial class MessageJson : JsonSerializerContext;
