using Microsoft.Extensions.Options;

namespace Berlin.Grains.Training;

/// <summary>Names every fault of <see cref="TrainerOptions"/> before the silo starts.</summary>
[OptionsValidator]
internal sealed partial class TrainerOptionsValidator : IValidateOptions<TrainerOptions>;
