using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Berlin.Pages.Tests;

/// <summary>The page at <c>/</c> in a real Chromium, against a real server.</summary>
public sealed class TryItPageTests(BrowserFixture browser)
{
    private const string HostileAccount = "<img src=x onerror=alert(1)>";

    private static readonly (string Text, double Amount, string Account)[] Bookings =
    [
        ("taxi to conference", 12.5, "2770 Travel"),
        ("taxi to the airport", 30, "2770 Travel"),
        ("hotel in paris", 180, "2780 Hotels"),
        ("train to paris", 95, "2770 Travel"),
        ("office chair", 240, "1200 Furniture"),
        ("printer paper", 18, "6540 Office supplies"),
    ];

    [Fact]
    public async Task Page_TypedLine_ShowsRankedBarsAndLearnsABookingAtOnce()
    {
        var key = await CreateModelAsync("page-learns");
        await using var tab = await browser.OpenAsync($"#key={key}");
        await tab.Question.PressSequentiallyAsync("taxi to conference");

        await Assertions.Expect(tab.Rows).ToHaveCountAsync(4);
        await Assertions.Expect(tab.Rows.First).ToContainTextAsync("2770 Travel");
        var shares = await tab.Rows.Locator(".share").AllInnerTextsAsync();
        Assert.All(shares, share => Assert.Matches(@"^\d+\.\d%$", share));
        await Assertions.Expect(tab.Page.Locator("#figures")).ToContainTextAsync("6 observations learned");

        await tab.BookAsync("9999 New account");
        await Assertions.Expect(tab.Row("9999 New account")).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.Locator("#figures")).ToContainTextAsync("7 observations learned");
        var first = await tab.ShareOfAsync("9999 New account");

        await tab.BookAsync("9999 New account");
        var share = tab.Row("9999 New account").Locator(".share");
        await Assertions.Expect(share).Not.ToHaveTextAsync($"{first * 100:0.0}%");
        await Assertions.Expect(tab.Row("9999 New account")).ToHaveClassAsync("rose");
        var second = await tab.ShareOfAsync("9999 New account");
        Assert.True(second > first, $"The booked account went from {first} to {second}.");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Page_KeyInTheFragment_LeavesTheAddressBar()
    {
        var key = await CreateModelAsync("page-fragment");
        await using var tab = await browser.OpenAsync($"#key={key}");
        await Assertions.Expect(tab.Question).ToBeFocusedAsync();

        Assert.DoesNotContain("bk_", tab.Page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(key, await tab.Page.ContentAsync(), StringComparison.Ordinal);
        await tab.Page.ReloadAsync();
        await Assertions.Expect(tab.Question).ToBeVisibleAsync();
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Page_HostileAccount_StaysText()
    {
        var key = await CreateModelAsync("page-hostile");
        await using var tab = await browser.OpenAsync($"#key={key}");
        await tab.Question.FillAsync("taxi '; rm -rf / <script>alert(2)</script>");
        await tab.BookAsync(HostileAccount);

        await Assertions.Expect(tab.Row(HostileAccount)).ToBeVisibleAsync();
        await Assertions.Expect(tab.Page.Locator("#choices").GetByText(HostileAccount, new() { Exact = true })).ToBeVisibleAsync();
        Assert.Equal(0, await tab.Page.Locator("main img, main script").CountAsync());
        await Assertions.Expect(tab.Page.Locator("#curl")).ToContainTextAsync(@"taxi '\''; rm -rf");
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Page_BadKey_SaysSoAndTakesAnother()
    {
        var key = await CreateModelAsync("page-bad-key");
        await using var tab = await browser.OpenAsync();
        await tab.Page.GetByLabel("API key").FillAsync("bk_nonsense");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await Assertions.Expect(tab.Page.Locator("#key-fault")).ToContainTextAsync("does not know this key");

        await tab.Page.GetByLabel("API key").FillAsync(key);
        await tab.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(tab.Question).ToBeVisibleAsync();
        var complaint = Assert.Single(tab.Complaints);
        Assert.Contains("401", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ServerAway_SaysSoAndComesBack()
    {
        var key = await CreateModelAsync("page-away");
        await using var tab = await browser.OpenAsync($"#key={key}");
        await Assertions.Expect(tab.Question).ToBeVisibleAsync();

        await tab.Page.RouteAsync("**/v1/**", route => route.AbortAsync());
        await tab.Question.FillAsync("hotel in paris");
        await Assertions.Expect(tab.Page.Locator("#notice")).ToContainTextAsync("does not answer");
        await tab.Page.UnrouteAllAsync();
        await Assertions.Expect(tab.Rows.First).ToContainTextAsync("2780 Hotels");
        await Assertions.Expect(tab.Page.Locator("#notice")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Page_TypingOn_AbortsTheOlderQuestion()
    {
        var key = await CreateModelAsync("page-late");
        await using var tab = await browser.OpenAsync($"#key={key}");
        await Assertions.Expect(tab.Question).ToBeVisibleAsync();
        var held = new TaskCompletionSource<IRoute>();
        await tab.Page.RouteAsync("**/predict", route =>
        {
            var isOld = route.Request.PostData!.Contains("office", StringComparison.Ordinal);
            return isOld && held.TrySetResult(route) ? Task.CompletedTask : route.ContinueAsync();
        });

        await tab.Question.FillAsync("office chair");
        var old = await held.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await tab.Question.FillAsync("hotel in paris");
        await Assertions.Expect(tab.Rows.First).ToContainTextAsync("2780 Hotels");
        Assert.NotNull(old.Request.Failure);
        Assert.Empty(tab.Complaints);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Page_OfAnyWidth_DoesNotScrollSideways(int width)
    {
        var key = await CreateModelAsync($"page-width-{width}");
        await using var tab = await browser.OpenAsync($"#key={key}", width, ColorScheme.Dark);
        await tab.Question.FillAsync("taxi to a conference in a town with a very long name that goes on and on");
        await Assertions.Expect(tab.Rows).ToHaveCountAsync(4);
        await tab.BookAsync(new string('W', 200));
        await Assertions.Expect(tab.Row(new string('W', 200))).ToBeVisibleAsync();

        var overhang = await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Equal(0, overhang);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Page_NumberThatIsNone_IsNamedAndLeftOut()
    {
        var key = await CreateModelAsync("page-number");
        await using var tab = await browser.OpenAsync($"#key={key}");
        await tab.Question.FillAsync("taxi");
        var amount = tab.Page.GetByLabel("amount");
        await amount.FillAsync("twelve");
        await Assertions.Expect(amount).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(tab.Page.Locator("#curl")).Not.ToContainTextAsync("amount");

        await amount.FillAsync("12,50");
        await Assertions.Expect(tab.Page.Locator("#curl")).ToContainTextAsync(new Regex("\"amount\":12\\.5[,}]"));
        await Assertions.Expect(tab.Rows).ToHaveCountAsync(4);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Page_EntityOfTheList_AnswersWithItsOwnAndLearnsForItself()
    {
        var key = await CreateModelAsync("page-entities", entities: true);
        await using var tab = await browser.OpenAsync($"#key={key}");
        await tab.Question.FillAsync("taxi to conference");
        await Assertions.Expect(tab.Rows.First).ToContainTextAsync("2770 Travel");
        await Assertions.Expect(tab.Own).ToBeEmptyAsync();
        Assert.Equal(["card 7", "card8"], await tab.Page.Locator("#entities option").EvaluateAllAsync<string[]>("options => options.map(option => option.value)"));

        await tab.Entity.FillAsync("card 7");
        await Assertions.Expect(tab.Own).ToHaveTextAsync("8 observations of its own.");
        await Assertions.Expect(tab.Rows.First).ToContainTextAsync("4711 Own account");
        await Assertions.Expect(tab.Page.Locator("#curl")).ToContainTextAsync("\"entity\":\"card 7\"");

        await tab.Entity.FillAsync("card9");
        await Assertions.Expect(tab.Own).ToContainTextAsync("the model as a whole answers");
        await Assertions.Expect(tab.Rows.First).ToContainTextAsync("2770 Travel");
        await tab.BookAsync("9999 New account");
        await Assertions.Expect(tab.Own).ToHaveTextAsync("1 observation of its own.");
        await Assertions.Expect(tab.Page.Locator("#entities option")).ToHaveCountAsync(3);
        Assert.Empty(tab.Complaints);
    }

    [Fact]
    public async Task Page_EntitiesThatMayNotBeSeen_AreTypedFreely()
    {
        var key = await CreateModelAsync("page-no-entities", entities: true);
        await using var tab = await browser.OpenAsync();
        await tab.Page.RouteAsync("**/entities?*", route => route.FulfillAsync(new() { Status = 403, Json = new { code = "key.scope_missing", error = "The API key lacks the scope manage." } }));
        await tab.Page.GetByLabel("API key").FillAsync(key);
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.Question.FillAsync("taxi to conference");
        await tab.Entity.FillAsync("card 7");

        await Assertions.Expect(tab.Own).ToHaveTextAsync("8 observations of its own.");
        await Assertions.Expect(tab.Page.Locator("#notice")).ToBeHiddenAsync();
        Assert.Equal(0, await tab.Page.Locator("#entities option").CountAsync());
    }

    [Fact]
    public async Task Page_ModelWithoutEntities_DoesNotAskForOne()
    {
        var key = await CreateModelAsync("page-whole");
        await using var tab = await browser.OpenAsync($"#key={key}");
        await tab.Question.FillAsync("taxi");
        await Assertions.Expect(tab.Rows).ToHaveCountAsync(4);
        await Assertions.Expect(tab.Entity).ToBeHiddenAsync();
        await Assertions.Expect(tab.Page.Locator("#correct")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Page_BookingJustMade_IsCorrected()
    {
        var key = await CreateModelAsync("page-corrects");
        await using var tab = await browser.OpenAsync($"#key={key}");
        await tab.Question.FillAsync("parking at the airport");
        await tab.BookAsync("9998 Wrong");
        await Assertions.Expect(tab.Row("9998 Wrong")).ToBeVisibleAsync();

        await tab.Page.Locator("#correct").ClickAsync();
        await Assertions.Expect(tab.Target).ToBeFocusedAsync();
        await tab.Target.FillAsync("2770 Travel");
        await tab.Page.Locator("#booking [type=submit]").ClickAsync();

        await Assertions.Expect(tab.Page.Locator("#booked")).ToHaveTextAsync("Corrected from 9998 Wrong to 2770 Travel: stored, and learned.");
        await Assertions.Expect(tab.Row("9998 Wrong")).ToHaveCountAsync(0);
        await Assertions.Expect(tab.Rows.First).ToContainTextAsync("2770 Travel");
        await Assertions.Expect(tab.Page.Locator("#booking [type=submit]")).ToHaveTextAsync("Book it");
        Assert.Empty(tab.Complaints);
    }

    /// <summary>A tenant with a taught model; its key. Skips the test where there is no browser.</summary>
    private async Task<string> CreateModelAsync(string tenant, bool entities = false)
    {
        await browser.StartAsync();
        var key = await browser.CreateTenantAsync(tenant);
        var definition = new
        {
            kind = "online",
            learner = new { type = "multinomial-naive-bayes" },
            features = new object[] { new { field = "text", type = "text", ngrams = new[] { 1, 2 } }, new { field = "amount", type = "number" } },
            target = "account",
            entities,
        };
        await SendAsync(HttpMethod.Put, "/v1/models/account-suggest", key, definition);
        var observations = Bookings.Select((booking, index) => new
        {
            id = $"{index}",
            features = new { text = booking.Text, amount = booking.Amount },
            target = booking.Account,
        });
        await SendAsync(HttpMethod.Post, "/v1/models/account-suggest/observations", key, new { observations });
        if (entities)
        {
            var own = Enumerable.Range(0, 28).Select(number => new
            {
                id = $"own-{number}",
                features = new { text = "taxi to conference", amount = 20 },
                target = number < 8 ? "4711 Own account" : "2770 Travel",
                entity = number < 8 ? "card 7" : "card8",
            });
            await SendAsync(HttpMethod.Post, "/v1/models/account-suggest/observations", key, new { observations = own });
        }

        return key;
    }

    private async Task SendAsync(HttpMethod method, string path, string key, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", key);
        using var response = await browser.Berlin.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
