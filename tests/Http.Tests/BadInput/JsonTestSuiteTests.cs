using Berlin.Http.Tests.Fakes;

namespace Berlin.Http.Tests.BadInput;

/// <summary>
/// JSONTestSuite (Nicolas Seriot): files that begin with <c>y_</c> must be read, those with <c>n_</c> must not, and for
/// <c>i_</c>, where RFC 8259 leaves the choice, the choice is written here.
/// </summary>
public sealed class JsonTestSuiteTests(BadInputSilo fixture) : IClassFixture<BadInputSilo>
{
    private const string Suite = "json-test-suite/test_parsing";
    private const string Malformed = "The body is not well-formed JSON: ";

    /// <summary>Grammar allows them, and Berlin reads them: numbers that a double can hold, if not to the last digit.</summary>
    private static readonly string[] ReadThoughImplementationDefined =
    [
        "i_number_double_huge_neg_exp.json", "i_number_real_underflow.json", "i_number_too_big_neg_int.json",
        "i_number_too_big_pos_int.json", "i_number_very_big_negative_int.json",
    ];

    /// <summary>Grammar allows them, and Berlin does not: no two readers agree on a name that stands twice.</summary>
    private static readonly string[] RefusedThoughWellFormed = ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"];

    private SiloUnderTest Silo => fixture.Silo;

    [Fact]
    public async Task SuiteFile_AsADefinition_IsReadOrRefusedAsItsNameSays()
    {
        var read = 0;
        foreach (var (name, document) in Files())
        {
            var answer = await Silo.SendAsync(SiloUnderTest.Request("PUT", "/v1/models/m", document));

            Assert.Equal((name, 400, "application/json"), (name, (int)answer.Status, answer.ContentType));
            var isRead = answer.Code == "model.invalid";
            Assert.Equal((name, ShouldBeRead(name)), (name, isRead));
            Assert.True(isRead || answer.Code == "request.invalid", name);
            Assert.True(name[0] != 'n' || answer.Error!.StartsWith(Malformed, StringComparison.Ordinal), $"{name}: {answer.Error}");
            read += isRead ? 1 : 0;
        }

        Assert.Equal(95 - 2 + 5, read);
        Assert.Equal(200, (int)(await Silo.SendAsync("GET", "/livez")).Status);
    }

    [Theory]
    [InlineData("predict", "application/json")]
    [InlineData("observations", "application/json")]
    public async Task SuiteFile_AsABody_IsRefusedAndReachesNoGrain(string route, string contentType)
    {
        Silo.Trainer.Observed.Clear();
        foreach (var (name, document) in Files())
        {
            var answer = await Silo.SendAsync(SiloUnderTest.Request("POST", $"/v1/models/m/{route}", document, contentType));

            answer.RequireError(400, "request.invalid");
            var isMalformed = answer.Error!.StartsWith(Malformed, StringComparison.Ordinal);
            Assert.True(name[0] != 'n' || isMalformed, $"{name}: {answer.Error}");
            Assert.True(name[0] != 'y' || !isMalformed, $"{name}: {answer.Error}");
        }

        Assert.Empty(Silo.Trainer.Observed);
        Assert.Empty(Silo.Head.Predicted);
    }

    [Fact]
    public async Task SuiteFile_AsLines_RejectsRowsAndStoresNone()
    {
        foreach (var (name, document) in Files())
        {
            var answer = await Silo.SendAsync(SiloUnderTest.Request("POST", "/v1/models/m/observations", document, "application/x-ndjson"));
            Assert.True((int)answer.Status is 200 or 400, $"{name}: {answer.Text}");
        }

        Assert.All(Silo.Trainer.Observed, call => Assert.Empty(call.Observations));
    }

    private static bool ShouldBeRead(string name) => name[0] switch
    {
        'y' => !RefusedThoughWellFormed.Contains(name),
        'i' => ReadThoughImplementationDefined.Contains(name),
        _ => false,
    };

    private static IEnumerable<(string Name, byte[] Document)> Files()
    {
        var folder = SharedData.Find(Suite, out var absence);
        Assert.SkipWhen(folder is null, absence);
        var files = Directory.GetFiles(folder!, "*.json").Order(StringComparer.Ordinal).ToArray();
        Assert.True(files.Length >= 300, $"{files.Length} files in {folder}");
        return files.Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)));
    }
}
