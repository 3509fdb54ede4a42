using System.Globalization;
using Berlin.Bench.Runtimes;
using Berlin.Runtimes.Onnx;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var library = Environment.GetEnvironmentVariable("BERLIN_ONNXRUNTIME") ?? Path.Combine("artifacts", "onnxruntime", "libonnxruntime.so.1");
if (!File.Exists(library))
{
    Console.Error.WriteLine($"{library}: no such file. Run scripts/fetch-onnxruntime, and this from the repository's root.");
    return 1;
}

var options = new OnnxOptions { LibraryPath = library };
var folder = Directory.CreateTempSubdirectory("berlin-bench-");
try
{
    switch (args)
    {
        case ["overhead"]:
            await new OverheadBench(options).RunAsync(folder.FullName);
            return 0;
        case ["sessions", var count]:
            await new SessionsBench(options).RunAsync(folder.FullName, int.Parse(count, CultureInfo.InvariantCulture));
            return 0;
        default:
            Console.Error.WriteLine("usage: overhead | sessions COUNT");
            return 64;
    }
}
finally
{
    folder.Delete(recursive: true);
}
