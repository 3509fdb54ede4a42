using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Berlin.Runtimes.Onnx.Native;

/// <summary>ONNX Runtime answered a call with an error. It never leaves <c>Onnx/</c>: at loading it is the model's fault, at a run the inputs'.</summary>
/// <param name="code">Kind of the error.</param>
/// <param name="message">What it said, fit to be shown: on one line, bounded, and without paths.</param>
/// <param name="isOutOfMemory">Whether the memory that runs share had no room.</param>
internal sealed partial class OrtException(OrtErrorCode code, string message, bool isOutOfMemory) : Exception(message)
{
    // What the arena says. It has no code of its own.
    private const string NoRoom = "is smaller than requested bytes of";

    private const int MaxMessageLength = 400;
    private const int MaxReadLength = 2000;

    public OrtErrorCode Code { get; } = code;

    public bool IsOutOfMemory { get; } = isOutOfMemory;

    /// <summary>Makes one of what ONNX Runtime says.</summary>
    /// <param name="code">Kind of the error.</param>
    /// <param name="message">Text in UTF-8 that ends with a zero, and may quote names out of the model.</param>
    public static unsafe OrtException Of(OrtErrorCode code, byte* message)
    {
        var text = Show(Marshal.PtrToStringUTF8((nint)message) ?? string.Empty);
        return new OrtException(code, text, text.Contains(NoRoom, StringComparison.Ordinal));
    }

    /// <summary>The message without the places in ONNX Runtime's source, other paths and line ends.</summary>
    internal static string Show(string message)
    {
        var start = message.Length > MaxReadLength ? message[..MaxReadLength] : message;
        var line = WhiteSpace().Replace(SourcePlace().Replace(start, string.Empty), " ").Trim();
        var text = PathInText().Replace(line, "$1<path>");
        return text.Length > MaxMessageLength ? string.Concat(text.AsSpan(0, MaxMessageLength), "...") : text;
    }

    // "/build/core/file.h:62 onnxruntime::Status onnxruntime::Name::Compute(const Shape &, bool) const ", as its macros write it.
    [GeneratedRegex(@"\S+\.(cc|h|cpp|hpp|inc):[0-9]+ ([^()]*\([^()]*\)( const)?( \[[^\]]*\])?)?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SourcePlace();

    [GeneratedRegex(@"(^|[\s'""(=])([A-Za-z]:\\|/)[^\s'"",;()\[\]]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PathInText();

    [GeneratedRegex(@"[\s\p{C}]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WhiteSpace();
}
