using Berlin.Learning;

namespace Berlin.Grains.Serving;

/// <summary>Scores the rows of a request: by the model as a whole, or with what the entity that a row names has of its own.</summary>
internal static class HeadAnswers
{
    /// <summary>Asks an entity's own learner about some rows.</summary>
    public delegate Task<EntityTestimony> AskEntity(HeadState head, string entity, byte[][] instances, CancellationToken cancellationToken);

    /// <summary>Answers every row, or refuses the request for the first one that cannot be scored.</summary>
    /// <exception cref="BerlinException"><c>features.invalid</c>.</exception>
    public static async Task<PredictResult> AnswerAsync(
        HeadState head, PredictRequest request, AskEntity ask, CancellationToken cancellationToken)
    {
        if (request.Entities is null || !head.Classifier.Config.EntitiesApart)
        {
            return AnswerAlone(head, request);
        }

        CheckFeatures(head.Classifier, request);

        // Each entity is asked once for all of its rows, all of them at the same time.
        var rowsByEntity = request.Entities.Index().Where(row => row.Item is not null)
            .GroupBy(row => row.Item!, row => row.Index, StringComparer.Ordinal)
            .ToDictionary(rows => rows.Key, rows => rows.ToArray(), StringComparer.Ordinal);
        var asked = rowsByEntity.Select(
            rows => (Rows: rows.Value, Testimony: ask(head, rows.Key, [.. rows.Value.Select(row => request.Instances[row])], cancellationToken))).ToArray();

        // One by one: a WhenAll over answers of grains would leave the turns of this one.
        var evidences = new EntityEvidence?[request.Instances.Length];
        foreach (var (rows, answer) in asked)
        {
            var testimony = await answer;
            for (var i = 0; i < rows.Length; i++)
            {
                evidences[rows[i]] = Evidence(testimony, testimony.Cells[i]);
            }
        }

        return AnswerMixed(head, request, evidences);
    }

    private static PredictResult AnswerAlone(HeadState head, PredictRequest request)
    {
        var predictions = new ScoredClass[request.Instances.Length][];
        for (var row = 0; row < predictions.Length; row++)
        {
            var answer = head.Classifier.TryPredict(request.Instances[row], request.Entities?[row], request.Top, out var fault);
            predictions[row] = Scored(answer ?? throw Refusal(request, row, fault!));
        }

        return new PredictResult { Observations = head.Classifier.Observations, Predictions = predictions };
    }

    private static PredictResult AnswerMixed(HeadState head, PredictRequest request, EntityEvidence?[] evidences)
    {
        var predictions = new ScoredClass[evidences.Length][];
        var observations = new long?[evidences.Length];
        for (var row = 0; row < evidences.Length; row++)
        {
            predictions[row] = Scored(evidences[row] is { } evidence
                ? head.Classifier.Predict(request.Instances[row], evidence, request.Top)
                : head.Classifier.Predict(request.Instances[row], entity: null, request.Top));
            observations[row] = evidences[row]?.Observations;
        }

        return new PredictResult
        {
            Observations = head.Classifier.Observations,
            Predictions = predictions,
            EntityObservations = observations,
        };
    }

    private static void CheckFeatures(OnlineClassifier classifier, PredictRequest request)
    {
        for (var row = 0; row < request.Instances.Length; row++)
        {
            if (classifier.Check(request.Instances[row]) is { } fault)
            {
                throw Refusal(request, row, fault);
            }
        }
    }

    private static BerlinException Refusal(PredictRequest request, int row, FeatureFault fault)
    {
        var path = request.IsBatch ? $"instances[{row}].features" : "features";
        return new BerlinException(ErrorCodes.FeaturesInvalid, $"{path}.{fault.Field} {fault.Message}");
    }

    private static EntityEvidence Evidence(EntityTestimony testimony, EntityCells cells) =>
        new(testimony.Classes, testimony.Rows, testimony.Occurrences, cells.Keys, cells.Classes, cells.Counts);

    private static ScoredClass[] Scored(ScoredLabel[] labels)
    {
        var classes = new ScoredClass[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            classes[i] = new ScoredClass(labels[i].Label, labels[i].Probability);
        }

        return classes;
    }
}
