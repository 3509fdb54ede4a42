using Berlin.Grains.Serving;
using Berlin.Silo.Http.Scoring.Csv;
using Berlin.Silo.Http.Scoring.JsonLines;
using Microsoft.Extensions.Options;

namespace Berlin.Silo.Http.Scoring;

/// <summary>Makes runs.</summary>
internal sealed class ScoringRuns(IGrainFactory grains, IOptions<HttpLimitsOptions> limits, IOptions<ScoringOptions> options, TimeProvider time)
{
    /// <summary>Classes that one question may ask for at most, over all its rows; bounds its answer to about a megabyte.</summary>
    private const int MaxClassesPerSlice = 16 * 1024;

    /// <summary>A run over an input from its beginning.</summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="input">The rows; read, not disposed.</param>
    public ScoringRun Create(ScoringPlan plan, Stream input)
    {
        IRowReader reader = plan.Input == RowFormat.Csv
            ? new CsvRowReader(plan.Definition, limits.Value, options.Value)
            : new JsonLineRowReader(limits.Value, options.Value);
        IRowWriter writer = plan.Output == RowFormat.Csv ? new CsvRowWriter(plan.Top) : new JsonLineRowWriter();
        var scorer = new SliceScorer(grains.GetGrain<ILiveHeadGrain>(plan.ModelKey), plan.Top, time);
        var sliceRows = Math.Clamp(MaxClassesPerSlice / plan.Top, 1, options.Value.SliceRows);
        return new ScoringRun(new RowInput(input), reader, writer, scorer, sliceRows, plan.Entity);
    }
}
