using System.Text.Json;
using Berlin.Silo.Http.Json;

namespace Berlin.Silo.Http.Models;

/// <summary>
/// Reads the members of one object of a definition. Each fault goes into a list shared by the whole definition, so
/// that one answer names them all; what a faulty member is read as does not matter then.
/// </summary>
internal sealed class DefinitionMembers
{
    private readonly JsonElement _owner;
    private readonly string _path;
    private readonly List<string> _faults;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private DefinitionMembers(JsonElement owner, string path, List<string> faults)
    {
        _owner = owner;
        _path = path;
        _faults = faults;
    }

    /// <summary>The object <paramref name="value"/>; a fault and null where it is none.</summary>
    /// <param name="value">A value of the definition.</param>
    /// <param name="path">How faults name it; empty for the definition itself.</param>
    /// <param name="faults">Where faults go.</param>
    public static DefinitionMembers? Open(JsonElement value, string path, List<string> faults)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return new DefinitionMembers(value, path, faults);
        }

        faults.Add($"{(path.Length == 0 ? "the definition" : path)} is {JsonTree.KindOf(value)}; it must be an object");
        return null;
    }

    /// <summary>How faults name a member.</summary>
    public string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    /// <summary>The member; null where it is absent or null.</summary>
    public JsonElement? Find(string name)
    {
        _known.Add(name);
        return _owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <summary>A member that must be there.</summary>
    public JsonElement? Require(string name)
    {
        var value = Find(name);
        if (value is null)
        {
            _faults.Add($"{PathOf(name)} is missing");
        }

        return value;
    }

    public string RequireText(string name) => Text(name, Require(name)) ?? "";

    public string? FindText(string name) => Text(name, Find(name));

    public double FindNumber(string name, double ifAbsent)
    {
        if (Find(name) is not { } value)
        {
            return ifAbsent;
        }

        return value.ValueKind == JsonValueKind.Number ? value.GetDouble() : Fault(name, value, "a number", ifAbsent);
    }

    public int FindInteger(string name, int ifAbsent)
    {
        if (Find(name) is not { } value)
        {
            return ifAbsent;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var integer)
            ? integer
            : Fault(name, value, "an integer", ifAbsent);
    }

    /// <summary>An integer from 1 to <paramref name="largest"/>; null where it is absent.</summary>
    public long? FindPositive(string name, long largest)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var integer) && integer >= 1 && integer <= largest
            ? integer
            : Fault<long?>(name, value, largest == long.MaxValue ? "an integer of at least 1" : $"an integer from 1 to {largest}", null);
    }

    /// <summary>True or false; false where it is absent.</summary>
    public bool FindFlag(string name) => Find(name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True or JsonValueKind.False } flag => flag.GetBoolean(),
        { } other => Fault(name, other, "true or false", false),
    };

    /// <summary><c>[smallest, largest]</c>; null where it is absent.</summary>
    public int[]? FindPair(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2
            && TryGetInteger(value[0], out var smallest) && TryGetInteger(value[1], out var largest))
        {
            return [smallest, largest];
        }

        return Fault<int[]?>(name, value, "an array of two integers, the smallest and the largest", null);
    }

    /// <summary>Adds a fault for each member that none of the calls before asked for. Comes last.</summary>
    public void RefuseUnknown()
    {
        foreach (var member in _owner.EnumerateObject())
        {
            if (!_known.Contains(member.Name))
            {
                _faults.Add($"{PathOf(JsonText.Show(member.Name))} is not a member that Berlin knows");
            }
        }
    }

    private static bool TryGetInteger(JsonElement value, out int integer)
    {
        integer = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out integer);
    }

    private string? Text(string name, JsonElement? value) => value switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } other => Fault<string?>(name, other, "a string", null),
    };

    private T Fault<T>(string name, JsonElement value, string expected, T instead)
    {
        _faults.Add($"{PathOf(name)} is {(value.ValueKind == JsonValueKind.Number ? JsonText.Show(value.GetRawText()) : JsonTree.KindOf(value))}; it must be {expected}");
        return instead;
    }
}
