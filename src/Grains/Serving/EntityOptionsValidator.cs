using Microsoft.Extensions.Options;

namespace Berlin.Grains.Serving;

/// <summary>Checks the ranges of <see cref="EntityOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class EntityOptionsValidator : IValidateOptions<EntityOptions>;
