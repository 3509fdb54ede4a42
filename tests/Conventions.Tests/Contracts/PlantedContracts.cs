using System.Text.Json;

namespace Berlin.Conventions.Tests.Contracts;

/// <summary>Contracts with a fault each, for the tests of the rules; none of them is a grain of Berlin.</summary>
internal static class PlantedContracts
{
    [GenerateSerializer]
    [Immutable]
    [Alias("planted.good")]
    internal sealed record Good
    {
        [Id(0)]
        public required string Name { get; init; }

        [Id(1)]
        public byte[][]? Rows { get; init; }

        [Id(2)]
        public DateTimeOffset? At { get; init; }

        [Id(3)]
        public Good[]? Parts { get; init; }

        public int Length => Name.Length;
    }

    [GenerateSerializer]
    internal sealed record Unmarked
    {
        [Id(0)]
        public string? Name { get; init; }
    }

    [GenerateSerializer]
    [Immutable]
    [Alias("planted.ids")]
    internal sealed record RepeatedIds
    {
        [Id(0)]
        public int First { get; init; }

        [Id(0)]
        public int Second { get; init; }

        public int Third { get; init; }
    }

    [GenerateSerializer]
    [Immutable]
    [Alias("planted.open")]
    internal sealed record OpenTypes
    {
        [Id(0)]
        public object? Anything { get; init; }

        [Id(1)]
        public JsonElement Json { get; init; }

        [Id(2)]
        public IReadOnlyList<int>? List { get; init; }

        [Id(3)]
        public Uri[]? Foreign { get; init; }
    }

    [GenerateSerializer]
    [Immutable]
    [Alias("planted.good")]
    internal abstract record Loose
    {
        [Id(0)]
        public int Value { get; set; }
    }

    [Alias("planted.IGood")]
    internal interface IGood : IGrainWithStringKey
    {
        [Alias("Ask")]
        Task<Good?> AskAsync(Good[] goods, int limit, CancellationToken cancellationToken);
    }

    internal interface IUnmarked : IGrainWithStringKey
    {
        [Alias("Ask")]
        Task<Uri> AskAsync(CancellationToken cancellationToken);

        [Alias("Ask")]
        Task AskAsync(object question, CancellationToken cancellationToken);

        Task Tell(int value);
    }
}
