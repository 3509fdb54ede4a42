using Berlin.Client;

namespace Berlin.Cli.Demo;

/// <summary>What <c>berlin demo --json</c> writes.</summary>
internal sealed record DemoAnswer
{
    public required string Url { get; init; }

    public required string Model { get; init; }

    public required long Rows { get; init; }

    public required long Accepted { get; init; }

    public required long Duplicates { get; init; }

    public required long Observations { get; init; }

    public required MetricValues Metrics { get; init; }

    public required double Seconds { get; init; }

    public required IReadOnlyList<DemoQuestionAnswer> Answers { get; init; }
}

/// <summary>One question of the demo with its ranked accounts.</summary>
internal sealed record DemoQuestionAnswer(string Text, double Amount, AnsweringEntity? Entity, IReadOnlyList<Prediction> Predictions);
