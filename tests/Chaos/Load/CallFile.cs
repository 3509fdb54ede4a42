using System.Globalization;

namespace Berlin.Chaos.Load;

/// <summary>Writes every call of a run to a file, one line each, for whoever wants to know more than a report tells.</summary>
internal static class CallFile
{
    public const string Name = "calls.csv";

    public static void Write(string folder, IEnumerable<CallRecord> calls)
    {
        using var file = new StreamWriter(Path.Combine(folder, Name));
        file.WriteLine("kind,model,due_s,elapsed_ms,outcome,reason");
        foreach (var call in calls)
        {
            var reason = (call.Reason ?? string.Empty).Replace('"', '\'').ReplaceLineEndings(" ");
            file.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{call.Kind},{call.Model},{call.Due.TotalSeconds:F3},{call.Elapsed.TotalMilliseconds:F1},{call.Outcome},\"{reason}\""));
        }
    }
}
