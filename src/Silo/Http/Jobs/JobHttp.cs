using Berlin.Grains.Jobs;

namespace Berlin.Silo.Http.Jobs;

/// <summary>Registers jobs.</summary>
internal static class JobHttp
{
    public static void AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<IJobScoring, JobScoring>();
        services.AddSingleton<JobResults>();
        services.AddSingleton<JobEndpoints>();
    }
}
