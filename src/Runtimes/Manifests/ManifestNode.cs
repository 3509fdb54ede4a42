using System.Globalization;
using System.Text.Json;

namespace Berlin.Runtimes.Manifests;

/// <summary>A value of a manifest that knows where it stands.</summary>
internal readonly record struct ManifestNode(JsonElement Value, string Path)
{
    public ManifestException Fault(string reason) => new(Path, reason);

    /// <summary>Requires an object of members that are known, and returns it.</summary>
    public ManifestNode Object(params ReadOnlySpan<string> members)
    {
        Require(JsonValueKind.Object, "an object");
        foreach (var member in Value.EnumerateObject())
        {
            if (!members.Contains(member.Name))
            {
                throw Fault($"has the unknown member '{Show(member.Name)}'; it takes {string.Join(", ", members!)}");
            }
        }

        return this;
    }

    /// <summary>A member that must be there.</summary>
    public ManifestNode Member(string name) => Find(name) ?? throw Fault($"has no {name}");

    /// <summary>A member that may be missing; null counts as missing.</summary>
    public ManifestNode? Find(string name) =>
        Value.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? new ManifestNode(value, Path.Length == 0 ? name : $"{Path}.{name}") : null;

    /// <summary>The elements of an array.</summary>
    public IEnumerable<ManifestNode> Array(int least, int most)
    {
        Require(JsonValueKind.Array, "an array");
        var length = Value.GetArrayLength();
        if (length < least || length > most)
        {
            throw Fault($"has {length} elements; {least} to {most} are allowed");
        }

        var path = Path;
        return Value.EnumerateArray().Select((element, index) => new ManifestNode(element, $"{path}[{index}]"));
    }

    /// <summary>The members of an object whose names are its maker's.</summary>
    public IEnumerable<(string Name, ManifestNode Node)> Entries(int most, int longestName)
    {
        Require(JsonValueKind.Object, "an object");
        var count = 0;
        foreach (var member in Value.EnumerateObject())
        {
            if (++count > most)
            {
                throw Fault($"has more than {most} members");
            }

            if (member.Name.Length is 0 || member.Name.Length > longestName || member.Name.Any(char.IsControl))
            {
                throw Fault($"has the member '{Show(member.Name)}'; a name has 1 to {longestName} characters, none of them a control character");
            }

            yield return (member.Name, new ManifestNode(member.Value, $"{Path}.{member.Name}"));
        }
    }

    public string Text(int longest)
    {
        Require(JsonValueKind.String, "a string");
        var text = Value.GetString()!;
        return text.Length > 0 && text.Length <= longest ? text : throw Fault($"has {text.Length} characters; 1 to {longest} are allowed");
    }

    public long Integer(long least, long most)
    {
        Require(JsonValueKind.Number, "a number");
        return Value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw Fault(string.Create(CultureInfo.InvariantCulture, $"is {Show(Value.GetRawText())}; a whole number from {least} to {most} is allowed"));
    }

    public double Number(double least)
    {
        Require(JsonValueKind.Number, "a number");
        return Value.TryGetDouble(out var number) && double.IsFinite(number) && number >= least
            ? number
            : throw Fault($"is {Show(Value.GetRawText())}; a number of a double's range{(least == 0 ? ", 0 or more," : "")} is allowed");
    }

    private void Require(JsonValueKind kind, string name)
    {
        if (Value.ValueKind != kind)
        {
            throw Fault($"is not {name}");
        }
    }

    /// <summary>A foreign text, cut to what a message can hold.</summary>
    public static string Show(string text) => text.Length <= 64 ? text : $"{text[..61]}...";
}
