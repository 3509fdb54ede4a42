using System.Diagnostics.CodeAnalysis;
using Berlin.Grains.Models;
using Berlin.Learning;
using Berlin.Storage.Models;
using Berlin.Storage.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Berlin.Grains.Training;

/// <summary>
/// The writer of one stream. Requests interleave at awaits: while an append is on its way to the disk, further requests gather for
/// the next one. Writes take their turns in order of arrival; a removal takes its turn alone.
/// </summary>
[Reentrant]
[SuppressMessage("Design", "CA1001", Justification = "A cancellation source without a timer holds nothing that has to be released.")]
internal sealed class TrainerGrain : Grain, ITrainerGrain
{
    // Stays in the grain's turns, and leaves the outcome to be read from the task.
    private const ConfigureAwaitOptions KeepContextAndResult =
        ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing;

    private readonly IModelStore _models;
    private readonly TrainerOpening _opening;
    private readonly TrainerAppends _appends;
    private readonly TrainerRemovals _removals;
    private readonly TrainerRetention _retention;
    private readonly TrainerCheckpoints _checkpoints;
    private readonly TrainerFollowers _followers;
    private readonly TrainerOptions _options;
    private readonly ILogger<TrainerGrain> _logger;
    private readonly TrainerIntake _intake;
    private readonly CancellationTokenSource _ending = new();
    private Task<TrainerState>? _opened;
    private Task _writing = Task.CompletedTask;
    private Task _checkpointing = Task.CompletedTask;
    private bool _isRemoving;
    private bool _isLeaving;

    public TrainerGrain(
        IModelStore models,
        TrainerOpening opening,
        TrainerAppends appends,
        TrainerRemovals removals,
        TrainerRetention retention,
        TrainerCheckpoints checkpoints,
        TrainerFollowers followers,
        IOptions<TrainerOptions> options,
        ILogger<TrainerGrain> logger)
    {
        _models = models;
        _opening = opening;
        _appends = appends;
        _removals = removals;
        _retention = retention;
        _checkpoints = checkpoints;
        _followers = followers;
        _options = options.Value;
        _logger = logger;
        _intake = new TrainerIntake(_options.MaxWaitingObservations, _options.MaxAppendObservations);
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var interval = new GrainTimerCreationOptions(_options.CheckpointInterval, _options.CheckpointInterval) { Interleave = true };
        this.RegisterGrainTimer(CheckpointWhenDirtyAsync, interval);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // The engine has waited for the calls; what waits still is led to the next owner. Only the append on its way is finished.
        _isLeaving = true;
        await Task.WhenAll(_writing, _checkpointing).ConfigureAwait(KeepContextAndResult);
        await CheckpointWhenDirtyAsync(cancellationToken);
        _ending.Cancel();
    }

    public Task<ObserveResult> ObserveAsync(Observation[] observations, CancellationToken cancellationToken)
    {
        var request = new WaitingObservations(observations);
        return WriteAsync(request, request.Completion);
    }

    public Task<CorrectResult> CorrectAsync(Correction correction, CancellationToken cancellationToken)
    {
        var request = new WaitingCorrection(correction);
        return WriteAsync(request, request.Completion);
    }

    public Task<RemoveResult> RemoveAsync(Removal removal, CancellationToken cancellationToken)
    {
        RemovalSelection selection = removal switch
        {
            { Observation: { } id } => new RemovalSelection.OfId(id),
            { Subject: { } subject } => new RemovalSelection.OfSubject(subject),
            { Entity: { } entity } => new RemovalSelection.OfEntity(entity),
            _ => throw new ArgumentException("A removal names an observation, a subject or an entity.", nameof(removal)),
        };
        var request = new WaitingRemoval(selection);
        return WriteAsync(request, request.Completion);
    }

    public async Task<TrainerStatus> GetStatusAsync(bool withDigest, CancellationToken cancellationToken) =>
        TrainerReports.Now(await OpenAsync(), withDigest);

    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var trainer = await OpenAsync();
        await _followers.TellToReloadAsync(trainer.Stream);
        if (await _models.FindAsync(trainer.Stream.Tenant, trainer.Stream.Model, cancellationToken) is not { } model)
        {
            End();
            return;
        }

        var definition = ModelDefinitionJson.Read(model.Definition);
        var config = LearningConfig.Of(definition);
        if (ConfigChange.WhatStateCannotFollow(trainer.Classifier.Config, config, trainer.Classifier.ClassCount).Count > 0)
        {
            // Only an empty stream may be redefined so; the store has raised its epoch, and this activation is over.
            End();
            return;
        }

        trainer.Classifier.Reconfigure(config);
        trainer.Metrics.Resize(definition.MetricsWindow);
        trainer.Retention = definition.Retention;
        trainer.Extent = await _retention.MeasureAsync(trainer.Stream, definition.Retention, cancellationToken);
    }

    // The first call opens the stream, later ones share it; a failed _opening is tried anew by the next call.
    private async Task<TrainerState> OpenAsync()
    {
        if (_ending.IsCancellationRequested)
        {
            throw Moved();
        }

        if (_opened is null or { IsFaulted: true } or { IsCanceled: true })
        {
            var (tenant, model) = ModelAddress.Parse(this.GetPrimaryKeyString());
            _opened = _opening.OpenAsync(new StreamKey(tenant, model), _ending.Token);
        }

        return await _opened;
    }

    private async Task<TResult> WriteAsync<TResult>(WaitingWrite request, Task<TResult> completion)
    {
        await OpenAsync();
        if (!_intake.TryAdd(request))
        {
            throw new BerlinException(
                ErrorCodes.TrainerBusy,
                $"The trainer has {_options.MaxWaitingObservations} observations waiting, its bound. Repeat the call later.",
                isTransient: true);
        }

        if (_writing.IsCompleted)
        {
            _writing = WriteWaitingAsync();
        }

        // A caller that goes away does not undo what it asked for: the ids make its next try safe.
        return await completion;
    }

    private async Task WriteWaitingAsync()
    {
        while (true)
        {
            if (_isLeaving)
            {
                FailWaiting(Moved());
                return;
            }

            if (_intake.TakeRemoval() is { } removal)
            {
                await TryAsync(RemoveAsync(removal), [removal]);
            }
            else if (_intake.TakeAppends() is { Count: > 0 } appends)
            {
                await TryAsync(AppendAsync(appends), appends);
            }
            else
            {
                return;
            }
        }
    }

    private async Task TryAsync(Task write, IEnumerable<WaitingWrite> requests)
    {
        await write.ConfigureAwait(KeepContextAndResult);
        if (write.Exception?.InnerException is not { } exception)
        {
            return;
        }

        foreach (var request in requests)
        {
            request.Fail(exception);
        }

        // Each of those that wait would find out for itself, one after the other.
        if (exception is Storage.StoreUnavailableException or AppendNotStoredException { IsStoreAway: true })
        {
            FailWaiting(exception);
        }

        // A refused append leaves the learner as it was; anything else may have left it half-way.
        if (exception is not AppendNotStoredException)
        {
            End();
        }
    }

    private void FailWaiting(Exception exception)
    {
        foreach (var request in _intake.TakeAll())
        {
            request.Fail(exception);
        }
    }

    private async Task AppendAsync(List<WaitingAppend> requests)
    {
        var trainer = await OpenAsync();
        await _appends.AppendAsync(trainer, requests);
        if (trainer.Absorbed - trainer.CheckpointTried >= _options.CheckpointObservations)
        {
            _ = CheckpointWhenDirtyAsync(_ending.Token);
        }

        await TrimAsync(trainer);
    }

    private async Task RemoveAsync(WaitingRemoval request)
    {
        var trainer = await OpenAsync();
        request.Complete(await RemoveAsync(trainer, request.Selection));
    }

    // Nothing else is written meanwhile, and no checkpoint of what is removed is under way.
    private async Task<RemoveResult> RemoveAsync(TrainerState trainer, RemovalSelection selection)
    {
        _isRemoving = true;
        await _checkpointing.ConfigureAwait(KeepContextAndResult);
        var result = await _removals.RemoveAsync(trainer, selection);
        if (result.Removed > 0)
        {
            // The rebuild begins at once; whoever needs the learner waits for it.
            _opened = null;
            _ = OpenAsync();
        }

        _isRemoving = false;
        return result;
    }

    private async Task TrimAsync(TrainerState trainer)
    {
        if (await _retention.FindExcessAsync(trainer, _ending.Token) is { } excess)
        {
            await RemoveAsync(trainer, excess);
        }
    }

    private void End()
    {
        _ending.Cancel();
        DeactivateOnIdle();
    }

    private Task CheckpointWhenDirtyAsync(CancellationToken cancellationToken)
    {
        var isIdle = _checkpointing.IsCompleted && !_isRemoving && !_ending.IsCancellationRequested;
        if (isIdle && _opened is { IsCompletedSuccessfully: true, Result: { IsDirty: true } trainer })
        {
            _checkpointing = CheckpointAsync(trainer, cancellationToken);
        }

        return _checkpointing;
    }

    private async Task CheckpointAsync(TrainerState trainer, CancellationToken cancellationToken)
    {
        var (tenant, model) = trainer.Stream;
        trainer.CheckpointTried = trainer.Absorbed;
        try
        {
            var record = await _checkpoints.PublishAsync(trainer, _options.CheckpointsKept, cancellationToken);
            if (record is null)
            {
                TrainerLog.Fenced(_logger, tenant, model, trainer.Epoch);
                End();
                return;
            }

            trainer.Checkpoint = record;
            TrainerLog.CheckpointPublished(_logger, tenant, model, record.Sequence, record.SizeBytes);
        }
        catch (Storage.StoreUnavailableException exception)
        {
            TrainerLog.CheckpointFailed(_logger, tenant, model, exception);
        }
    }

    private static BerlinException Moved() => new(
        ErrorCodes.TrainerMoved, "Another trainer is taking over this model. Repeat the call.", isTransient: true);
}
