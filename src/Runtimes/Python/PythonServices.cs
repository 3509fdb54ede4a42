using Berlin.Runtimes.Loading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Berlin.Runtimes.Python;

/// <summary>Registration of the runtime of pickled models.</summary>
public static class PythonServices
{
    /// <summary>Adds the runtime, and the check of <see cref="PythonOptions"/>.</summary>
    public static IServiceCollection AddPythonRuntime(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<PythonOptions>, PythonOptionsValidator>();
        services.AddSingleton<IModelRuntime>(provider => new PythonRuntime(
            provider.GetRequiredService<IOptions<PythonOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PythonRuntime>>()));
        return services;
    }
}
