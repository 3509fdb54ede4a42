namespace Berlin.Actors.Generator;

/// <summary>A grain interface as text that the emitter needs.</summary>
internal sealed record InterfaceModel(
    string Type,
    string ProxyName,
    string DisplayName,
    EquatableArray<MethodModel> Methods,
    EquatableArray<CopierModel> Copiers,
    EquatableArray<CopierModel> Codecs,
    EquatableArray<Fault> Faults);

/// <summary>A method of a grain interface.</summary>
internal sealed record MethodModel(
    string DeclaringType,
    string Name,
    string ReturnType,
    string InvocationBase,
    string? ResultType,
    string? ResultCopy,
    CallKind Kind,
    bool IsValueTask,
    string Options,
    string? ResponseTimeout,
    string WireName,
    string? WireFault,
    CodecPlan? ResultCodec,
    EquatableArray<ParameterModel> Parameters);

/// <summary>A parameter. <see cref="Copy"/> holds <c>{0}</c> for the value, or is null where the value is shared.</summary>
internal sealed record ParameterModel(string Type, string TypeOfName, string WireName, bool IsToken, string? Copy, CodecPlan? Codec);

/// <summary>A type marked <c>[GenerateSerializer]</c>. <see cref="Codec"/> is null where it cannot pass between processes.</summary>
internal sealed record RecordModel(
    string Type, string WireName, bool IsException, CodecPlan? Codec, EquatableArray<CopierModel> Codecs, EquatableArray<Fault> Faults);

/// <summary>A grain class.</summary>
internal sealed record ClassModel(
    string Type, EquatableArray<StateModel> States, EquatableArray<CopierModel> Copiers, EquatableArray<Fault> Faults);

/// <summary>A type of persistent state. <see cref="Copy"/> holds <c>{0}</c> for the value.</summary>
internal sealed record StateModel(string Type, string Copy);

/// <summary>The copier of one mutable type, or the codec of a type: its name, so that it is emitted once, and its code.</summary>
internal sealed record CopierModel(string Name, string Code);

/// <summary>How a call ends for its caller.</summary>
internal enum CallKind
{
    /// <summary>With one answer.</summary>
    Answered,

    /// <summary>When it is sent.</summary>
    OneWay,

    /// <summary>With a sequence of items.</summary>
    Stream,
}
