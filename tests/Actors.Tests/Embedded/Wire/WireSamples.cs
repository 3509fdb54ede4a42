using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Orleans.Concurrency;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>Every type of one piece.</summary>
[GenerateSerializer]
public sealed class ManyScalars
{
    [Id(0)]
    public bool Bool { get; set; }

    [Id(1)]
    public char Char { get; set; }

    [Id(2)]
    public sbyte SByte { get; init; }

    [Id(3)]
    public byte Byte { get; private set; }

    [Id(4)]
    internal short Short;

    [Id(5)]
    internal readonly ushort UShort = 1;

    [Id(6)]
    public int Int { get; }

    [Id(7)]
    public uint UInt { get; set; }

    [Id(8)]
    public long Long { get; set; }

    [Id(9)]
    public ulong ULong { get; set; }

    [Id(10)]
    public float Float { get; set; }

    [Id(11)]
    public double Double { get; set; }

    [Id(12)]
    public decimal Decimal { get; set; }

    [Id(13)]
    public string? Text { get; set; }

    [Id(14)]
    public DateTime Local { get; set; }

    [Id(15)]
    public DateTimeOffset At { get; set; }

    [Id(16)]
    public TimeSpan Span { get; set; }

    [Id(17)]
    public DateOnly Day { get; set; }

    [Id(18)]
    public TimeOnly Time { get; set; }

    [Id(19)]
    public Guid Identity { get; set; }

    [Id(20)]
    public Int128 Huge { get; set; }

    [Id(21)]
    public UInt128 UHuge { get; set; }

    [Id(22)]
    public Half Half { get; set; }

    [Id(23)]
    public Index Index { get; set; }

    [Id(24)]
    public Range Range { get; set; }

    [Id(25)]
    public Rune Rune { get; set; }

    [Id(26)]
    public BigInteger Big { get; set; }

    [Id(27)]
    public DayOfWeek Enum { get; set; }

    [Id(28)]
    public SmallEnum Small { get; set; }

    [Id(29)]
    public GrainId Grain { get; set; }

    [Id(30)]
    public Uri? Address { get; set; }

    [Id(31)]
    public Version? Version { get; set; }

    [Id(1000)]
    internal int Far { get; set; }
}

public enum SmallEnum : byte
{
    First = 0,
    Last = 255,
}

/// <summary>Every collection, of scalars and of records, and what may be absent.</summary>
[GenerateSerializer]
public sealed record ManyCollections(
    [property: Id(0)] int[] Numbers,
    [property: Id(1)] byte[]? Bytes,
    [property: Id(2)] string?[] Texts,
    [property: Id(3)] int[][] Jagged,
    [property: Id(4)] List<double> Doubles,
    [property: Id(5)] List<Leaf?>? Leaves,
    [property: Id(6)] Dictionary<string, int[]> Groups,
    [property: Id(7)] HashSet<long> Set,
    [property: Id(8)] (int Count, string? Name, List<Leaf> Leaves) Tuple,
    [property: Id(9)] ImmutableArray<int> FixedNumbers,
    [property: Id(10)] ImmutableArray<Leaf> FixedLeaves,
    [property: Id(11)] ImmutableList<string> FixedList,
    [property: Id(12)] ImmutableHashSet<string> FixedSet,
    [property: Id(13)] ImmutableSortedSet<int> Sorted,
    [property: Id(14)] ImmutableDictionary<string, Leaf> FixedMap,
    [property: Id(15)] ImmutableSortedDictionary<int, string> SortedMap,
    [property: Id(16)] KeyValuePair<string, int?> Pair,
    [property: Id(17)] Immutable<byte[]> Wrapped,
    [property: Id(18)] int? MaybeInt,
    [property: Id(19)] DateTimeOffset? MaybeTime,
    [property: Id(20)] SmallEnum? MaybeEnum,
    [property: Id(21)] Spot? MaybeSpot,
    [property: Id(22)] Guid?[] MaybeIdentities,
    [property: Id(23)] bool[] Flags,
    [property: Id(24)] (Guid?, Guid?)[] Pairs);

[GenerateSerializer]
[Immutable]
public sealed record Leaf([property: Id(0)] string Name, [property: Id(1)] Spot Spot);

[GenerateSerializer]
[Immutable]
public readonly record struct Spot([property: Id(0)] double X, [property: Id(1)] double Y);

/// <summary>A value of its own type inside.</summary>
[GenerateSerializer]
[Immutable]
public sealed record Chain([property: Id(0)] int Number, [property: Id(1)] Chain? Next, [property: Id(2)] ImmutableArray<Chain> Branches);

/// <summary>No ids: the positions number the members. And a base whose ids repeat.</summary>
[GenerateSerializer]
public sealed record Positional(int X, string Y, string[] Z);

[GenerateSerializer]
public abstract record Ground
{
    [Id(0)]
    public string? Below { get; set; }
}

[GenerateSerializer]
public sealed record Upper : Ground
{
    [Id(0)]
    public int Above { get; set; }
}

[GenerateSerializer]
[Alias("tests.failure")]
public sealed class SampleException(string message, int code, string? detail = null) : Exception(message)
{
    [Id(0)]
    public int Code { get; } = code;

    [Id(1)]
    public string? Detail { get; } = detail;
}

/// <summary>A record as one version knows it.</summary>
[GenerateSerializer]
public sealed record EarlierVersion([property: Id(1)] string Name, [property: Id(3)] int Count);

/// <summary>The same record as the next version knows it.</summary>
[GenerateSerializer]
public sealed record LaterVersion(
    [property: Id(0)] Guid Identity,
    [property: Id(1)] string Name,
    [property: Id(2)] float Weight,
    [property: Id(3)] int Count,
    [property: Id(4)] double Score,
    [property: Id(5)] string Added,
    [property: Id(6)] string[] Words,
    [property: Id(7)] Leaf? Leaf,
    [property: Id(8)] List<Leaf> Leaves,
    [property: Id(9)] ImmutableArray<int> Numbers,
    [property: Id(10)] int? Maybe,
    [property: Id(11)] bool IsOn = true,
    [property: Id(12)] string Unit = "metre",
    [property: Id(13)] DayOfWeek Day = DayOfWeek.Friday);

/// <summary>What calls carry of all that.</summary>
public interface IWireSamplesGrain : IGrainWithStringKey
{
    Task<ManyScalars> ScalarsAsync(ManyScalars scalars, bool flag, CancellationToken cancellationToken);

    Task<ManyCollections?> CollectionsAsync(ManyCollections? collections, int? maybe, (int, Spot?) tuple);

    ValueTask<int[]?> NumbersAsync([Immutable] int[]? numbers, string? text);

    Task<int> OverloadedAsync(int value);

    Task<string> OverloadedAsync(string value);

    Task UnsupportedAsync([Immutable] object value);

    Task<string> EchoAsync(string value);

    Task ThrowAsync(int code);

    Task ThrowForeignAsync();
}

public sealed class WireSamplesGrain : Grain, IWireSamplesGrain
{
    public Task<ManyScalars> ScalarsAsync(ManyScalars scalars, bool flag, CancellationToken cancellationToken) => Task.FromResult(scalars);

    public Task<ManyCollections?> CollectionsAsync(ManyCollections? collections, int? maybe, (int, Spot?) tuple) => Task.FromResult(collections);

    public ValueTask<int[]?> NumbersAsync(int[]? numbers, string? text) => ValueTask.FromResult(numbers);

    public Task<int> OverloadedAsync(int value) => Task.FromResult(value);

    public Task<string> OverloadedAsync(string value) => Task.FromResult(value);

    public Task UnsupportedAsync(object value) => Task.CompletedTask;

    public Task<string> EchoAsync(string value) => Task.FromResult(value);

    public Task ThrowAsync(int code) => throw new SampleException("the grain says no", code, "detail");

    public Task ThrowForeignAsync() => throw new InvalidOperationException("a secret that stays where it is");
}
