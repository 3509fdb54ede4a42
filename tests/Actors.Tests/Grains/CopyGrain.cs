using Orleans.Concurrency;

namespace Berlin.Actors.Tests.Grains;

/// <summary>Keeps what it is given and hands it out, so that a test sees who shares what.</summary>
public interface ICopyGrain : IGrainWithStringKey
{
    Task KeepAsync(int[] numbers, List<string> words, Dictionary<string, int[]> groups);

    Task<int[]> NumbersAsync();

    Task<(List<string> Words, Dictionary<string, int[]> Groups)> RestAsync();

    Task<Basket> SwapAsync(Basket basket);

    Task<Basket> BasketAsync();

    Task<bool> SharesAsync(Ticket ticket, [Immutable] byte[] bytes);

    Task<bool> SharesWrappedAsync(Immutable<byte[]> bytes);

    Task<Point?> MoveAsync(Point? point, Shape shape);
}

/// <summary>A mutable object of several kinds of members.</summary>
[GenerateSerializer]
public sealed class Basket
{
    [Id(0)]
    public string Name { get; set; } = string.Empty;

    [Id(1)]
    public List<Item> Items { get; set; } = [];

    [Id(2)]
    public required int[]? Counts { get; init; }

    [Id(3)]
    public DateTimeOffset? At { get; private set; }

    public void Stamp(DateTimeOffset at) => At = at;
}

[GenerateSerializer]
public sealed record Item([property: Id(0)] string Name, [property: Id(1)] decimal Price);

/// <summary>A struct with a mutable part.</summary>
[GenerateSerializer]
public struct Shape
{
    [Id(0)]
    public Point[] Points { get; set; }
}

[GenerateSerializer]
[Immutable]
public readonly record struct Point([property: Id(0)] int X, [property: Id(1)] int Y);

/// <summary>Never changed, so shared.</summary>
[GenerateSerializer]
[Immutable]
public sealed class Ticket
{
    [Id(0)]
    public string Text { get; set; } = string.Empty;
}

/// <summary>What a copy test lends to the grain of the same process.</summary>
public static class Lent
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, object> s_objects = new();

    public static void Put(string key, object value) => s_objects[key] = value;

    public static object Get(string key) => s_objects[key];
}

public class CopyGrain : Grain, ICopyGrain
{
    private int[] _numbers = [];
    private List<string> _words = [];
    private Dictionary<string, int[]> _groups = [];
    private Basket _basket = new() { Counts = null };

    public Task KeepAsync(int[] numbers, List<string> words, Dictionary<string, int[]> groups)
    {
        (_numbers, _words, _groups) = (numbers, words, groups);
        return Task.CompletedTask;
    }

    public Task<int[]> NumbersAsync() => Task.FromResult(_numbers);

    public Task<(List<string> Words, Dictionary<string, int[]> Groups)> RestAsync() => Task.FromResult((_words, _groups));

    public Task<Basket> SwapAsync(Basket basket)
    {
        _basket = basket;
        return Task.FromResult(basket);
    }

    public Task<Basket> BasketAsync() => Task.FromResult(_basket);

    public Task<bool> SharesAsync(Ticket ticket, byte[] bytes) => Task.FromResult(
        ReferenceEquals(ticket, Lent.Get(this.GetPrimaryKeyString() + "/ticket")) && ReferenceEquals(bytes, Lent.Get(this.GetPrimaryKeyString() + "/bytes")));

    public Task<bool> SharesWrappedAsync(Immutable<byte[]> bytes) =>
        Task.FromResult(ReferenceEquals(bytes.Value, Lent.Get(this.GetPrimaryKeyString() + "/bytes")));

    public Task<Point?> MoveAsync(Point? point, Shape shape)
    {
        var moved = point is { } from ? new Point(from.X + shape.Points[0].X, from.Y + shape.Points[0].Y) : (Point?)null;
        shape.Points[0] = default;
        return Task.FromResult(moved);
    }
}
