using System.Globalization;
using System.Text.Json;

namespace Berlin.Bench.Budgets;

/// <summary>
/// The budgets of bench/budgets.json. They are ratios to a baseline of the same run, or bytes: figures that do not
/// depend on which machine measures them.
/// </summary>
internal sealed class BudgetBook
{
    private readonly Dictionary<string, Dictionary<string, Budget>> _sections;

    private BudgetBook(Dictionary<string, Dictionary<string, Budget>> sections) => _sections = sections;

    /// <summary>Budgets that were not kept.</summary>
    public int Broken { get; private set; }

    /// <summary>Reads the file, which the build puts beside the program.</summary>
    public static BudgetBook Load()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "budgets.json"));
        return new BudgetBook(JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, Budget>>>(file, Options)!);
    }

    /// <summary>Compares a figure with its budget and tells how it stands; NaN breaks every budget.</summary>
    /// <exception cref="KeyNotFoundException">The file has no such budget.</exception>
    public void Check(string section, string name, double measured)
    {
        var budget = _sections[section][name];
        var isKept = (budget.AtMost is null || measured <= budget.AtMost) && (budget.AtLeast is null || measured >= budget.AtLeast);
        Broken += isKept ? 0 : 1;
        var bound = budget.AtMost is { } most ? $"at most {most}" : $"at least {budget.AtLeast}";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isKept ? "kept  " : "BROKEN")} {section}.{name}: {measured:0.###}, {bound}"));
    }

    private static JsonSerializerOptions Options { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private sealed record Budget(double? AtMost, double? AtLeast);
}
