using System.Collections;
using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Orleans.Concurrency;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>Random values of every type that crosses; the seed decides them.</summary>
internal sealed class RandomValues(int seed)
{
    private const int MostElements = 5;
    private const int MostLevels = 6;

    private readonly Random _random = new(seed);
    private readonly NullabilityInfoContext _nullability = new();
    private readonly Dictionary<FieldInfo, bool> _nullable = [];
    private int _level;

    /// <summary>A value; null now and then, where the member may be null or its type is not a record's.</summary>
    public object? Make(Type type, bool mayBeNull = false)
    {
        if (mayBeNull && _random.Next(4) == 0)
        {
            return null;
        }

        if (Nullable.GetUnderlyingType(type) is { } present)
        {
            return _random.Next(3) == 0 ? null : Make(present);
        }

        return MakeScalar(type) ?? MakeCollection(type) ?? MakeRecord(type);
    }

    private object? MakeScalar(Type type) => type switch
    {
        { IsEnum: true } => Enum.GetValues(type) is var values ? values.GetValue(_random.Next(values.Length)) : null,
        _ when type == typeof(bool) => _random.Next(2) == 0,
        _ when type == typeof(char) => (char)_random.Next(char.MaxValue + 1),
        _ when type == typeof(sbyte) => (sbyte)Number(),
        _ when type == typeof(byte) => (byte)Number(),
        _ when type == typeof(short) => (short)Number(),
        _ when type == typeof(ushort) => (ushort)Number(),
        _ when type == typeof(int) => (int)Number(),
        _ when type == typeof(uint) => (uint)Number(),
        _ when type == typeof(long) => Number(),
        _ when type == typeof(ulong) => (ulong)Number(),
        _ when type == typeof(float) => BitConverter.Int32BitsToSingle((int)Number()),
        _ when type == typeof(double) => BitConverter.Int64BitsToDouble(Number()),
        _ when type == typeof(Half) => BitConverter.Int16BitsToHalf((short)Number()),
        _ when type == typeof(decimal) => new decimal((int)Number(), (int)Number(), (int)Number(), _random.Next(2) == 0, (byte)_random.Next(29)),
        _ when type == typeof(string) => Text(),
        _ when type == typeof(DateTime) => new DateTime(_random.NextInt64(DateTime.MaxValue.Ticks), (DateTimeKind)_random.Next(3)),
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(_random.NextInt64(DateTime.UnixEpoch.Ticks, DateTime.MaxValue.Ticks / 2), TimeSpan.FromMinutes(_random.Next(-840, 841))),
        _ when type == typeof(TimeSpan) => new TimeSpan(Number()),
        _ when type == typeof(DateOnly) => DateOnly.FromDayNumber(_random.Next(DateOnly.MaxValue.DayNumber)),
        _ when type == typeof(TimeOnly) => new TimeOnly(_random.NextInt64(TimeSpan.TicksPerDay)),
        _ when type == typeof(Guid) => new Guid((int)Number(), (short)Number(), (short)Number(), BitConverter.GetBytes(Number())),
        _ when type == typeof(Int128) => new Int128((ulong)Number(), (ulong)Number()),
        _ when type == typeof(UInt128) => new UInt128((ulong)Number(), (ulong)Number()),
        _ when type == typeof(Index) => new Index(_random.Next(), _random.Next(2) == 0),
        _ when type == typeof(Range) => new Range(new Index(_random.Next(), _random.Next(2) == 0), new Index(_random.Next(), _random.Next(2) == 0)),
        _ when type == typeof(Rune) => new Rune(_random.Next(0xE000, 0x10FFFF)),
        _ when type == typeof(BigInteger) => new BigInteger(Number()) * Number(),
        _ when type == typeof(GrainId) => GrainId.Create("type" + _random.Next(3), Text()),
        _ when type == typeof(Uri) => new Uri("https://example.org/" + _random.Next()),
        _ when type == typeof(Version) => new Version(_random.Next(), _random.Next(), _random.Next()),
        _ => null,
    };

    private object? MakeCollection(Type type)
    {
        if (type.IsArray)
        {
            var element = type.GetElementType()!;
            var array = Array.CreateInstance(element, Length());
            for (var index = 0; index < array.Length; index++)
            {
                array.SetValue(Make(element), index);
            }

            return array;
        }

        if (!type.IsGenericType)
        {
            return null;
        }

        var arguments = type.GetGenericArguments();
        if (type.IsAssignableTo(typeof(ITuple)))
        {
            return Activator.CreateInstance(type, [.. arguments.Select(argument => Make(argument))]);
        }

        var definition = type.GetGenericTypeDefinition();
        if (definition == typeof(KeyValuePair<,>) || definition == typeof(Immutable<>))
        {
            return Activator.CreateInstance(type, [.. arguments.Select(argument => Make(argument))]);
        }

        var entry = arguments.Length == 1 ? arguments[0] : typeof(KeyValuePair<,>).MakeGenericType(arguments);
        var entries = Distinct(entry, arguments[0]);
        return definition.Namespace == typeof(ImmutableArray).Namespace
            ? CreateRange(definition, arguments, entries)
            : Activator.CreateInstance(type, entries);
    }

    /// <summary>Elements as an array; no two with the same key.</summary>
    private Array Distinct(Type entry, Type key)
    {
        var made = new Dictionary<object, object>();
        for (var count = Length(); count > 0; count--)
        {
            var element = Make(entry)!;
            made[entry == key ? element : entry.GetProperty("Key")!.GetValue(element)!] = element;
        }

        var entries = Array.CreateInstance(entry, made.Count);
        ((ICollection)made.Values.ToArray()).CopyTo(entries, 0);
        return entries;
    }

    private static object CreateRange(Type definition, Type[] arguments, Array entries) => definition.Assembly
        .GetType(definition.FullName!.Split('`')[0])!
        .GetMethods()
        .Single(method => method.Name == "CreateRange" && method.GetParameters() is [{ ParameterType: { IsGenericType: true } parameter }]
            && parameter.GetGenericTypeDefinition() == typeof(IEnumerable<>))
        .MakeGenericMethod(arguments)
        .Invoke(null, [entries])!;

    private object MakeRecord(Type type)
    {
        _level++;
        object made;
        if (typeof(Exception).IsAssignableFrom(type))
        {
            var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
            made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType))]);
        }
        else
        {
            made = RuntimeHelpers.GetUninitializedObject(type);
            foreach (var field in WireMembers.Of(type))
            {
                field.SetValue(made, Make(field.FieldType, mayBeNull: IsNullable(field)) ?? (_level < MostLevels ? null : field.GetValue(made)));
            }
        }

        _level--;
        return made;
    }

    private bool IsNullable(FieldInfo field)
    {
        if (field.FieldType.IsValueType)
        {
            return false;
        }

        if (!_nullable.TryGetValue(field, out var isNullable))
        {
            _nullable[field] = isNullable = _nullability.Create(field).WriteState != NullabilityState.NotNull;
        }

        return isNullable || _level >= MostLevels;
    }

    private int Length() => _level >= MostLevels ? 0 : _random.Next(MostElements);

    /// <summary>Of every magnitude, the bounds of the types among them.</summary>
    private long Number() => _random.Next(8) switch
    {
        0 => 0,
        1 => -1,
        2 => long.MaxValue,
        3 => long.MinValue,
        _ => _random.NextInt64(long.MinValue, long.MaxValue) >> _random.Next(64),
    };

    private string Text() => _random.Next(8) switch
    {
        0 => string.Empty,
        1 => new string('x', _random.Next(200)),
        2 => "\ud800 half a pair \udc00\ud800",
        3 => "ærøskøbing €𝄞",
        _ => string.Create(_random.Next(40), _random, static (span, random) =>
        {
            foreach (ref var character in span)
            {
                character = (char)random.Next(random.Next(2) == 0 ? 128 : char.MaxValue + 1);
            }
        }),
    };
}
