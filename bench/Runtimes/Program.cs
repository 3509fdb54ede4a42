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
            await new SessionsBench(options).RunAsync(folder.FullName, Number(count));
            return 0;
        case ["fuzz", var seed, var count]:
            return await Fuzz.RunAsync(Number(seed), Number(count)) == 0 ? 0 : 1;
        case ["fuzz-child", var seed, var from, var count]:
            await new Fuzz(options).RunChildAsync(folder.FullName, Path.Combine("tests", "Runtimes.Tests", "Onnx", "TestData"), Number(seed), Number(from), Number(count));
            return 0;
        default:
            Console.Error.WriteLine("usage: overhead | sessions COUNT | fuzz SEED COUNT");
            return 64;
    }
}
finally
{
    folder.Delete(recursive: true);
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
