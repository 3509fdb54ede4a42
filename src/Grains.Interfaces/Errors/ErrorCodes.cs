namespace Berlin.Grains;

/// <summary>
/// Every error code that Berlin answers with. docs/reference/errors.md explains each; a test holds the two together.
/// </summary>
public static class ErrorCodes
{
    /// <summary>The body is not well-formed JSON, or not of the documented shape.</summary>
    public const string RequestInvalid = "request.invalid";

    /// <summary>The body or one part of it is larger than its bound.</summary>
    public const string RequestTooLarge = "request.too_large";

    /// <summary>The body did not arrive in the time that the server waits for one.</summary>
    public const string RequestTimedOut = "request.timed_out";

    /// <summary>The content type is not one that the route takes.</summary>
    public const string RequestUnsupportedMediaType = "request.unsupported_media_type";

    /// <summary>No such route.</summary>
    public const string RouteNotFound = "route.not_found";

    /// <summary>The route exists, the method does not.</summary>
    public const string RouteMethodNotAllowed = "route.method_not_allowed";

    /// <summary>No key, a malformed key, or one that is unknown, expired or revoked.</summary>
    public const string KeyInvalid = "key.invalid";

    /// <summary>The key is good but lacks the scope that the route asks for.</summary>
    public const string KeyScopeMissing = "key.scope_missing";

    /// <summary>A name breaks the rule <c>[a-z0-9][a-z0-9._-]{0,62}</c>.</summary>
    public const string NameInvalid = "name.invalid";

    /// <summary>A tenant of that name exists.</summary>
    public const string TenantExists = "tenant.exists";

    /// <summary>No tenant of that name.</summary>
    public const string TenantNotFound = "tenant.not_found";

    /// <summary>The tenant has no key of that id that is valid now.</summary>
    public const string KeyNotFound = "key.not_found";

    /// <summary>The tenant has as many valid keys as its bound allows.</summary>
    public const string KeyLimitReached = "key.limit_reached";

    /// <summary>No model of that name in the caller's tenant.</summary>
    public const string ModelNotFound = "model.not_found";

    /// <summary>The definition is not one that Berlin can serve; the text names every fault.</summary>
    public const string ModelInvalid = "model.invalid";

    /// <summary>The stored state cannot follow the changed definition.</summary>
    public const string ModelIncompatibleChange = "model.incompatible_change";

    /// <summary>The model is not at the revision that the request asks for, or exists where it must not.</summary>
    public const string ModelChanged = "model.changed";

    /// <summary>The model exists but cannot answer yet; repeat the call.</summary>
    public const string ModelNotReady = "model.not_ready";

    /// <summary>The features do not fit the model's definition; the text names the field.</summary>
    public const string FeaturesInvalid = "features.invalid";

    /// <summary>One observation of a batch is not of the documented shape.</summary>
    public const string ObservationInvalid = "observation.invalid";

    /// <summary>The observation carries no id and the request no <c>Idempotency-Key</c>.</summary>
    public const string ObservationIdMissing = "observation.id_missing";

    /// <summary>The id is stored already, with other content.</summary>
    public const string ObservationConflict = "observation.conflict";

    /// <summary>One observation is larger than its bound.</summary>
    public const string ObservationTooLarge = "observation.too_large";

    /// <summary>The target is new and the model holds as many classes as its bound allows.</summary>
    public const string ObservationTooManyClasses = "observation.too_many_classes";

    /// <summary>The stream holds no observation of that id.</summary>
    public const string ObservationNotFound = "observation.not_found";

    /// <summary>The stream holds no observation of that entity.</summary>
    public const string EntityNotFound = "entity.not_found";

    /// <summary>The tenant has no job of that id.</summary>
    public const string JobNotFound = "job.not_found";

    /// <summary>The job has no result: it is not done, or has failed.</summary>
    public const string JobNotDone = "job.not_done";

    /// <summary>The tenant has as many jobs as its bound allows, finished ones included.</summary>
    public const string JobLimitReached = "job.limit_reached";

    /// <summary>The trainer has more observations waiting than its bound; repeat later.</summary>
    public const string TrainerBusy = "trainer.busy";

    /// <summary>Another trainer has taken the stream; repeat the call.</summary>
    public const string TrainerMoved = "trainer.moved";

    /// <summary>The store did not answer; nothing was acknowledged; repeat the call.</summary>
    public const string StoreUnavailable = "store.unavailable";

    /// <summary>The silo that was asked is stopping and did not begin; repeat the call, another one answers.</summary>
    public const string SiloStopping = "silo.stopping";

    /// <summary>The silo that holds what is asked for cannot be reached, or may not own anything now; repeat the call.</summary>
    public const string SiloUnavailable = "silo.unavailable";

    /// <summary>The server is starting, stopping or cannot reach a silo; repeat the call.</summary>
    public const string ServerUnavailable = "server.unavailable";

    /// <summary>A defect in Berlin; the log of the server holds the details.</summary>
    public const string ServerFault = "server.fault";
}
