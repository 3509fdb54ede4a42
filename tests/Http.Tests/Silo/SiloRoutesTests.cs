using Berlin.Http.Tests.Fakes;
using Berlin.Learning;

namespace Berlin.Http.Tests.Silo;

public sealed class SiloRoutesTests
{
    private const string Definition = """
        {"kind":"online","learner":{"type":"multinomial-naive-bayes"},
         "features":[{"field":"text","type":"text"},{"field":"amount","type":"number"}],"target":"account"}
        """;

    [Fact]
    public async Task Observe_TwoRows_StoresThemAndTellsTheSequence()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var answer = await silo.SendAsync("POST", "/v1/models/account-suggest/observations", """
            {"observations":[
              {"id":"a1","at":"2014-04-02T01:00:00+01:00","features":{"text":"taxi to conference","amount":12.50},"target":"2770","entity":"agreement1","subject":"anna"},
              {"id":"a2","features":{},"target":"Büro"}]}
            """);

        Assert.Equal("""{"accepted":2,"duplicates":0,"rejected":[],"sequence":1002}""", answer.Text);
        var (key, rows) = Assert.Single(silo.Trainer.Observed);
        Assert.Equal("acme/account-suggest", key);
        Assert.Equal(["a1", "a2"], rows.Select(row => row.Id));
        Assert.Equal(new DateTimeOffset(2014, 4, 2, 0, 0, 0, TimeSpan.Zero), rows[0].At);
        Assert.Equal("""{"amount":12.5,"text":"taxi to conference"}"""u8, rows[0].Features);
        Assert.Equal(("2770", "agreement1", "anna"), (rows[0].Target, rows[0].Entity, rows[0].Subject));
        Assert.Equal((1, "Büro", null, null, null), (rows[1].Index, rows[1].Target, rows[1].At, rows[1].Entity, rows[1].Subject));
        Assert.Equal("{}"u8, rows[1].Features);
    }

    [Fact]
    public async Task Predict_OneRow_AnswersAsDocumented()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var answer = await silo.SendAsync("POST", "/v1/models/m/predict", """{"top":5,"features":{"text":"taxi"}}""");
        Assert.Matches("""^\{"prediction_id":"pr_[a-z2-7]{26}","model":"m","version":"live","observations":1234,"predictions":\[\{"value":"2770","probability":0.93\}\]\}$""", answer.Text);
        Assert.Equal(5, Assert.Single(silo.Head.Predicted).Request.Top);
    }

    [Fact]
    public async Task Model_DefinedTwice_IsCreatedThenChanged()
    {
        await using var silo = await SiloUnderTest.StartAsync();
        var created = await silo.SendAsync("PUT", "/v1/models/m", Definition);
        var changed = await silo.SendAsync("PUT", "/v1/models/m", Definition);
        var shown = await silo.SendAsync("GET", "/v1/models/m");
        Assert.Equal((201, 200, 200), ((int)created.Status, (int)changed.Status, (int)shown.Status));
        Assert.Equal(changed.Text, shown.Text);
        var defaults = string.Join(',', LearnerTypes.SettingsOf("multinomial-naive-bayes").Select(setting => $"\"{setting.Name}\":{setting.Default}"));
        Assert.Equal(
            $$$"""
            {"name":"m","kind":"online","definition":{"kind":"online","learner":{"type":"multinomial-naive-bayes",{{{defaults}}}},"features":[{"field":"text","type":"text","ngrams":[1,1]},{"field":"amount","type":"number","buckets":"log2"}],"target":"account","columns":{"mode":"vocabulary","max":20000},"max_classes":1000,"metrics_window":1000,"entities":false},"created_at":"2026-01-02T03:04:05Z","changed_at":"2026-01-02T03:04:05Z","revision":1,"sequence":7,"rows":6,"log_generation":1,"classes":2,"columns":3,"metrics":{"overall":{"count":7,"accuracy_1":0.5,"accuracy_3":0.75,"log_loss":1.25,"calibration_error":0.125},"window":{"count":4,"accuracy_1":1,"accuracy_3":1,"log_loss":0,"calibration_error":0}},"checkpoint":null}
            """.Trim(), created.Text);
    }
}
