using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Berlin.Cli.Commands;

/// <summary>Makes options that are whole numbers between two bounds, and says so when they are not.</summary>
internal static class BoundedNumber
{
    /// <summary>An option with a default.</summary>
    public static Option<T> Option<T>(string name, string description, string helpName, T smallest, T largest, T byDefault)
        where T : struct, IBinaryInteger<T>
    {
        return new Option<T>(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => byDefault,
            CustomParser = result => Parse(name, result, smallest, largest),
        };
    }

    /// <summary>An option that may be left out.</summary>
    public static Option<T?> Option<T>(string name, string description, string helpName, T smallest, T largest)
        where T : struct, IBinaryInteger<T>
    {
        return new Option<T?>(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result => Parse(name, result, smallest, largest),
        };
    }

    private static T Parse<T>(string name, ArgumentResult result, T smallest, T largest)
        where T : struct, IBinaryInteger<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= smallest
            && value <= largest)
        {
            return value;
        }

        result.AddError($"{name} is '{text}'; it must be a whole number between {smallest} and {largest}.");
        return smallest;
    }
}
