namespace Berlin.Grains;

/// <summary>
/// An operating error that a caller can act on: the only exception that crosses a grain call.
/// </summary>
/// <remarks>
/// <see cref="Code"/> is one of <see cref="ErrorCodes"/>; HTTP hosts map it to a status in one table.
/// </remarks>
[GenerateSerializer]
[Alias("berlin.exception")]
public sealed class BerlinException : Exception
{
    /// <summary>Makes an error with a code of <see cref="ErrorCodes"/> and a text for people.</summary>
    /// <param name="code">Stable code, for example <c>model.not_found</c>.</param>
    /// <param name="message">One sentence that names the fault, the value and the bound; never a secret or a path.</param>
    /// <param name="isTransient">Whether the same call may succeed when it is repeated.</param>
    public BerlinException(string code, string message, bool isTransient = false)
        : base(message)
    {
        Code = code;
        IsTransient = isTransient;
    }

    /// <summary>Stable code, one of <see cref="ErrorCodes"/>.</summary>
    [Id(0)]
    public string Code { get; private set; }

    /// <summary>Whether the same call may succeed when it is repeated.</summary>
    [Id(1)]
    public bool IsTransient { get; private set; }
}
