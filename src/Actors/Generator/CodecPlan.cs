namespace Berlin.Actors.Generator;

/// <summary>
/// How a value is written and read. <see cref="Write"/> holds <c>{0}</c> for the value and uses <c>writer</c>; <see cref="Read"/> uses
/// <c>reader</c>. Null is written by the value's own form, but for optional values, whose plan is that of the value inside.
/// </summary>
/// <param name="WireType">Name of the wire type.</param>
/// <param name="Write">A statement without its semicolon.</param>
/// <param name="Read">An expression.</param>
/// <param name="IsNumber">Whether arrays of it are written as one piece.</param>
/// <param name="Present">Of a <see cref="Nullable{T}"/>, the plan of the value: a field is written as its value is, or as null.</param>
internal sealed record CodecPlan(string WireType, string Write, string Read, bool IsNumber = false, CodecPlan? Present = null)
{
    /// <summary>Where what generated codecs call lives.</summary>
    public const string Wire = "global::Berlin.Actors.Wire.";

    public string WriteOf(string value) => Write.Replace("{0}", value);
}
