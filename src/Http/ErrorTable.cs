using System.Collections.Frozen;
using Berlin.Grains;

namespace Berlin.Http;

/// <summary>
/// The one place that knows which HTTP status an error code has. The silo and the gateway answer by it.
/// </summary>
public static class ErrorTable
{
    private static readonly FrozenDictionary<string, ErrorRow> Rows = new Dictionary<string, ErrorRow>(StringComparer.Ordinal)
    {
        [ErrorCodes.RequestInvalid] = new(StatusCodes.Status400BadRequest),
        [ErrorCodes.RequestTooLarge] = new(StatusCodes.Status413PayloadTooLarge),
        [ErrorCodes.RequestTimedOut] = new(StatusCodes.Status408RequestTimeout),
        [ErrorCodes.RequestUnsupportedMediaType] = new(StatusCodes.Status415UnsupportedMediaType),
        [ErrorCodes.RouteNotFound] = new(StatusCodes.Status404NotFound),
        [ErrorCodes.RouteMethodNotAllowed] = new(StatusCodes.Status405MethodNotAllowed),
        [ErrorCodes.KeyInvalid] = new(StatusCodes.Status401Unauthorized),
        [ErrorCodes.KeyScopeMissing] = new(StatusCodes.Status403Forbidden),
        [ErrorCodes.NameInvalid] = new(StatusCodes.Status400BadRequest),
        [ErrorCodes.TenantExists] = new(StatusCodes.Status409Conflict),
        [ErrorCodes.TenantNotFound] = new(StatusCodes.Status404NotFound, "There is no tenant of that name."),
        [ErrorCodes.KeyNotFound] = new(StatusCodes.Status404NotFound, "The tenant has no such key that is valid now."),
        [ErrorCodes.KeyLimitReached] = new(StatusCodes.Status409Conflict),
        [ErrorCodes.ModelNotFound] = new(StatusCodes.Status404NotFound, "There is no model of that name."),
        [ErrorCodes.ModelInvalid] = new(StatusCodes.Status400BadRequest),
        [ErrorCodes.ModelIncompatibleChange] = new(StatusCodes.Status409Conflict),
        [ErrorCodes.ModelChanged] = new(StatusCodes.Status412PreconditionFailed),
        [ErrorCodes.ModelNotReady] = new(StatusCodes.Status503ServiceUnavailable),
        [ErrorCodes.FeaturesInvalid] = new(StatusCodes.Status400BadRequest),
        [ErrorCodes.ObservationInvalid] = new(StatusCodes.Status400BadRequest),
        [ErrorCodes.ObservationIdMissing] = new(StatusCodes.Status400BadRequest),
        [ErrorCodes.ObservationConflict] = new(StatusCodes.Status409Conflict),
        [ErrorCodes.ObservationTooLarge] = new(StatusCodes.Status413PayloadTooLarge),
        [ErrorCodes.ObservationTooManyClasses] = new(StatusCodes.Status409Conflict),
        [ErrorCodes.ObservationNotFound] = new(StatusCodes.Status404NotFound, "The model has no observation of that id."),
        [ErrorCodes.EntityNotFound] = new(StatusCodes.Status404NotFound, "The model has no observation of that entity."),
        [ErrorCodes.JobNotFound] = new(StatusCodes.Status404NotFound, "There is no job of that id."),
        [ErrorCodes.JobNotDone] = new(StatusCodes.Status409Conflict),
        [ErrorCodes.JobLimitReached] = new(StatusCodes.Status409Conflict),
        [ErrorCodes.TrainerBusy] = new(StatusCodes.Status503ServiceUnavailable),
        [ErrorCodes.TrainerMoved] = new(StatusCodes.Status503ServiceUnavailable, Elsewhere: Elsewhere.WhenRepeatable),
        [ErrorCodes.StoreUnavailable] = new(StatusCodes.Status503ServiceUnavailable),
        [ErrorCodes.SiloStopping] = new(StatusCodes.Status503ServiceUnavailable, Elsewhere: Elsewhere.Always),
        [ErrorCodes.SiloUnavailable] = new(StatusCodes.Status503ServiceUnavailable, Elsewhere: Elsewhere.WhenRepeatable),
        [ErrorCodes.ServerUnavailable] = new(StatusCodes.Status503ServiceUnavailable),
        [ErrorCodes.ServerFault] = new(StatusCodes.Status500InternalServerError, "Berlin failed to answer; the server's log holds the details."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Codes that have a row.</summary>
    public static IEnumerable<string> Codes => Rows.Keys;

    /// <summary>The row of <paramref name="code"/>; false where no such code is known.</summary>
    public static bool TryFind(string code, out ErrorRow row) => Rows.TryGetValue(code, out row);
}

/// <summary>How a code is answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="FixedText">
/// Text that replaces whatever the failing part wrote, where a difference in wording would tell something:
/// an unknown model and a foreign one must look alike.
/// </param>
/// <param name="Elsewhere">Whether a gateway may ask another silo after it.</param>
public readonly record struct ErrorRow(int Status, string? FixedText = null, Elsewhere Elsewhere = Elsewhere.Never);
