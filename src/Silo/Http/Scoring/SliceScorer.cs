using Berlin.Grains;
using Berlin.Grains.Serving;

namespace Berlin.Silo.Http.Scoring;

/// <summary>Asks a model's live head about slices.</summary>
internal sealed class SliceScorer(ILiveHeadGrain head, int top, TimeProvider time)
{
    /// <summary>
    /// Tries of one question. A passing fault, such as a trainer that moves, must not cost a client the hours of its
    /// stream; one that lasts longer than the pauses together (6 s) is told.
    /// </summary>
    private const int MaxTries = 7;

    /// <summary>Pause after the first try; it doubles with each.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Scores every row of the slice that has no fault.</summary>
    /// <exception cref="BerlinException"><c>model.not_found</c>, and passing ones that did not pass.</exception>
    public async Task<SliceScores> ScoreAsync(RowSlice slice, CancellationToken cancellationToken)
    {
        var scores = new SliceScores(slice.InstanceCount);
        if (slice.InstanceCount > 0)
        {
            await ScoreAsync(slice, 0, slice.InstanceCount, scores, cancellationToken);
        }

        return scores;
    }

    /// <summary>
    /// The head refuses a question as a whole where one of its rows does not fit the model, so a refused one is asked
    /// by halves: O(faults x log rows) further questions, each scored up to its first fault.
    /// </summary>
    private async Task ScoreAsync(RowSlice slice, int from, int count, SliceScores scores, CancellationToken cancellationToken)
    {
        try
        {
            scores.Add(from, await AskAsync(slice.Ask(from, count, top), cancellationToken));
        }
        catch (BerlinException fault) when (fault.Code == ErrorCodes.FeaturesInvalid && count == 1)
        {
            scores.Add(from, new RowFault(fault.Code, fault.Message));
        }
        catch (BerlinException fault) when (fault.Code == ErrorCodes.FeaturesInvalid)
        {
            var half = count / 2;
            await ScoreAsync(slice, from, half, scores, cancellationToken);
            await ScoreAsync(slice, from + half, count - half, scores, cancellationToken);
        }
    }

    private async Task<PredictResult> AskAsync(PredictRequest question, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await head.PredictAsync(question, cancellationToken);
            }
            catch (Exception fault) when (fault is BerlinException { IsTransient: true } or TimeoutException or OrleansMessageRejectionException or LimitExceededException)
            {
                if (tries == MaxTries)
                {
                    throw;
                }

                await Task.Delay(pause, time, cancellationToken);
                pause *= 2;
            }
        }
    }
}
