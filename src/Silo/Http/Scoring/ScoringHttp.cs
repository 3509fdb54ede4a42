using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Scoring;

/// <summary>Registers bulk scoring.</summary>
internal static class ScoringHttp
{
    public static void AddScoring(this IServiceCollection services)
    {
        services.AddOptions<ScoringOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ScoringOptions>, ScoringOptionsValidator>();
        services.AddSingleton<ScoringRuns>();
        services.AddSingleton<ScoringSlots>();
        services.AddSingleton<ScoreEndpoint>();
    }
}
