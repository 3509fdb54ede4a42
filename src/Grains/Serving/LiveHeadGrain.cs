using System.Diagnostics.CodeAnalysis;
using Berlin.Grains.Models;
using Berlin.Learning;
using Berlin.Storage;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Berlin.Grains.Serving;

/// <summary>
/// Answers predictions out of a learner of its own, which follows the stream. Requests interleave at awaits only, so a prediction
/// sees each row wholly or not at all. Once it is loaded it needs neither the store nor another silo: it answers as of what it knows.
/// </summary>
[Reentrant]
[StatelessWorker(1)]
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without a timer holds nothing that has to be released.")]
internal sealed class LiveHeadGrain(
    IModelStore models, IObservationLog log, HeadOpening opening, ResidentHeads residents, TimeProvider time, ILogger<LiveHeadGrain> logger) : Grain, ILiveHeadGrain
{
    /// <summary>How long a head that nobody tells of new rows may go without looking.</summary>
    private static readonly TimeSpan MostBehind = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private readonly StoreLook _look = new(time);
    private Task<HeadState>? _opened;
    private Task? _following;
    private long _toldSequence;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ending.Cancel();
        residents.Remove(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async Task<PredictResult> PredictAsync(PredictRequest request, CancellationToken cancellationToken)
    {
        var head = await OpenAsync();
        if (head.Absorbed < _toldSequence || time.GetElapsedTime(head.CurrentAt) > MostBehind)
        {
            await _look.LookAsync(() => LookAsync(head), exception => Behind(head, exception));
            head = await OpenAsync();
        }

        // Every row is learned wholly here: what follows either awaits nothing, or takes the learner as it is after the wait.
        return await HeadAnswers.AnswerAsync(head, request, AskEntityAsync, cancellationToken);
    }

    public async Task AbsorbAsync(StreamSlice slice, CancellationToken cancellationToken)
    {
        _toldSequence = Math.Max(_toldSequence, slice.Rows[^1].Sequence);
        if (_opened is not { IsCompletedSuccessfully: true, Result: var head })
        {
            // What is being opened reads these rows from the log. The trainer does not wait for that.
            _ = OpenAsync();
            return;
        }

        if (slice.Generation > head.Generation)
        {
            Reopen();
        }
        else if (slice.Generation == head.Generation)
        {
            await AbsorbAsync(head, slice);
        }
    }

    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var (tenant, name) = ModelAddress.Parse(this.GetPrimaryKeyString());
        var stream = new StreamKey(tenant, name);
        var model = await models.FindAsync(tenant, name, cancellationToken);
        var position = await log.ReadPositionAsync(stream, cancellationToken);
        if (model is null || position is null)
        {
            _ending.Cancel();
            DeactivateOnIdle();
        }
        else if (_opened is { IsCompletedSuccessfully: true, Result: var head })
        {
            Follow(head, model, position);
        }
    }

    // Other settings are taken over; what the learned state cannot follow makes a new head.
    private void Follow(HeadState head, StoredModel model, StreamPosition position)
    {
        if (model.Revision == head.Revision && position.Generation == head.Generation)
        {
            return;
        }

        var config = LearningConfig.Of(ModelDefinitionJson.Read(model.Definition));
        var canFollow = ConfigChange.WhatStateCannotFollow(head.Classifier.Config, config, head.Classifier.ClassCount).Count == 0;
        if (canFollow && position.Generation == head.Generation)
        {
            head.Classifier.Reconfigure(config);
            head.Revision = model.Revision;
        }
        else
        {
            Reopen();
        }
    }

    private async Task AbsorbAsync(HeadState head, StreamSlice slice)
    {
        await FollowToAsync(head, slice.PreviousSequence);
        foreach (var row in slice.Rows)
        {
            if (row.Sequence > head.Absorbed)
            {
                head.Absorb(row);
            }
        }

        head.CurrentAt = time.GetTimestamp();
    }

    // The first call opens the head, later ones share it; a failed opening is tried anew by the next call.
    private async Task<HeadState> OpenAsync()
    {
        if (_opened is null or { IsFaulted: true } or { IsCanceled: true })
        {
            var (tenant, model) = ModelAddress.Parse(this.GetPrimaryKeyString());
            _opened = OpenAsync(new StreamKey(tenant, model));
        }

        return await _opened;
    }

    private async Task<HeadState> OpenAsync(StreamKey stream)
    {
        var head = await opening.OpenAsync(stream, _ending.Token);
        residents.Add(this.GetPrimaryKeyString());
        return head;
    }

    private void Reopen()
    {
        _opened = null;
        _ = OpenAsync();
    }

    // Reads the log up to a row that is known to be stored. One reading at a time; one that is under way may have begun before the row came.
    private async Task FollowToAsync(HeadState head, long sequence)
    {
        if (head.Absorbed >= sequence)
        {
            return;
        }

        if (_following is { IsCompleted: false })
        {
            await _following;
        }

        if (_following is null or { IsCompleted: true })
        {
            _following = opening.CatchUpAsync(head, _ending.Token);
        }

        await _following;

        // The row itself may be among those removed.
        head.Absorbed = Math.Max(head.Absorbed, sequence);
    }

    private async Task LookAsync(HeadState head)
    {
        var lookedAt = time.GetTimestamp();
        var model = await models.FindAsync(head.Stream.Tenant, head.Stream.Model, _ending.Token);
        var position = await log.ReadPositionAsync(head.Stream, _ending.Token);
        if (model is null || position is null)
        {
            // The next opening tells that there is no such model.
            Reopen();
            return;
        }

        Follow(head, model, position);
        if (position.Generation == head.Generation)
        {
            await FollowToAsync(head, Math.Max(position.Head, _toldSequence));
            head.CurrentAt = lookedAt;
        }
    }

    private void Behind(HeadState head, StoreUnavailableException exception) =>
        HeadLog.Behind(logger, head.Stream.Tenant, head.Stream.Model, head.Absorbed, exception);

    private Task<EntityTestimony> AskEntityAsync(HeadState head, string entity, byte[][] instances, CancellationToken cancellationToken)
    {
        var question = new EntityQuestion
        {
            Generation = head.Generation,
            KnownSequence = head.Entities.KnownSequence(entity),
            Instances = instances,
        };
        return GrainFactory.GetGrain<IEntityLearnerGrain>($"{this.GetPrimaryKeyString()}/{entity}").WeighAsync(question, cancellationToken);
    }
}
