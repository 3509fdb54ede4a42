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
/// The writer of one stream. Requests interleave at awaits: while an append is on its way to the disk, predictions are
/// answered and further requests gather for the next append.
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
    private readonly TrainerCheckpoints _checkpoints;
    private readonly TrainerOptions _options;
    private readonly ILogger<TrainerGrain> _logger;
    private readonly TrainerIntake _intake;
    private readonly CancellationTokenSource _ending = new();
    private Task<TrainerState>? _opened;
    private Task _appending = Task.CompletedTask;
    private Task _checkpointing = Task.CompletedTask;

    public TrainerGrain(
        IModelStore models,
        TrainerOpening opening,
        TrainerAppends appends,
        TrainerCheckpoints checkpoints,
        IOptions<TrainerOptions> options,
        ILogger<TrainerGrain> logger)
    {
        _models = models;
        _opening = opening;
        _appends = appends;
        _checkpoints = checkpoints;
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
        await Task.WhenAll(_appending, _checkpointing).ConfigureAwait(KeepContextAndResult);
        await CheckpointWhenDirtyAsync(cancellationToken);
        await _ending.CancelAsync();
    }

    public async Task<ObserveResult> ObserveAsync(Observation[] observations, CancellationToken cancellationToken)
    {
        var trainer = await OpenAsync();
        var request = new WaitingObservations(observations);
        if (!_intake.TryAdd(request))
        {
            throw new BerlinException(
                ErrorCodes.TrainerBusy,
                $"The trainer has {_options.MaxWaitingObservations} observations waiting, its bound. Repeat the call later.",
                isTransient: true);
        }

        if (_appending.IsCompleted)
        {
            _appending = AppendWaitingAsync(trainer);
        }

        // A caller that goes away does not undo the append: the ids make its next try safe.
        return await request.Completion;
    }

    public async Task<PredictResult> PredictAsync(PredictRequest request, CancellationToken cancellationToken)
    {
        var trainer = await OpenAsync();
        for (var row = 0; row < request.Instances.Length; row++)
        {
            if (trainer.Classifier.Check(request.Instances[row]) is { } fault)
            {
                var path = request.IsBatch ? $"instances[{row}].features" : "features";
                throw new BerlinException(ErrorCodes.FeaturesInvalid, $"{path}.{fault.Field} {fault.Message}");
            }
        }

        return new PredictResult
        {
            Observations = trainer.Classifier.Observations,
            Predictions = [.. request.Instances.Select(features => Score(trainer.Classifier, features, request.Top))],
        };
    }

    public async Task<TrainerStatus> GetStatusAsync(bool withDigest, CancellationToken cancellationToken) =>
        TrainerReports.Now(await OpenAsync(), withDigest);

    public async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var trainer = await OpenAsync();
        var model = await _models.FindAsync(trainer.Stream.Tenant, trainer.Stream.Model, cancellationToken)
            ?? throw ModelErrors.NotFound(trainer.Stream.Model);
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
    }

    private static ScoredClass[] Score(OnlineClassifier classifier, byte[] features, int top) =>
        [.. classifier.Predict(features, entity: null, top).Select(scored => new ScoredClass(scored.Label, scored.Probability))];

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

    private async Task AppendWaitingAsync(TrainerState trainer)
    {
        while (_intake.Take() is { Count: > 0 } requests)
        {
            var append = _ending.IsCancellationRequested
                ? Task.FromException(Moved())
                : _appends.AppendAsync(trainer, requests);
            await append.ConfigureAwait(KeepContextAndResult);
            if (append.Exception?.InnerException is { } exception)
            {
                requests.ForEach(request => request.Fail(exception));
                EndUnlessIntact(exception);
            }
            else if (trainer.Absorbed - trainer.CheckpointTried >= _options.CheckpointObservations)
            {
                _ = CheckpointWhenDirtyAsync(_ending.Token);
            }
        }
    }

    // A refused append leaves the learner as it was; anything else may have left it half-way.
    private void EndUnlessIntact(Exception exception)
    {
        if (exception is not AppendNotStoredException)
        {
            End();
        }
    }

    private void End()
    {
        _ending.Cancel();
        DeactivateOnIdle();
    }

    private Task CheckpointWhenDirtyAsync(CancellationToken cancellationToken)
    {
        var isIdle = _checkpointing.IsCompleted && !_ending.IsCancellationRequested;
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
