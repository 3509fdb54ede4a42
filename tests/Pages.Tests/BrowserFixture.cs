using Berlin.EndToEnd.Tests;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Berlin.Pages.Tests.BrowserFixture))]

namespace Berlin.Pages.Tests;

/// <summary>One server and one Chromium for the tests that need a browser; each test makes a tenant of its own.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private BerlinProcess? _berlin;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where Debian puts Chromium.</summary>
    private static string ChromiumPath => Environment.GetEnvironmentVariable("BERLIN_CHROMIUM") ?? "/usr/bin/chromium";

    public Uri Address => Berlin.Http.BaseAddress!;

    internal BerlinProcess Berlin => _berlin ?? throw new InvalidOperationException("The server was not started.");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Starts server and browser once; skips the calling test where there is no Chromium.</summary>
    public async Task StartAsync()
    {
        Assert.SkipUnless(File.Exists(ChromiumPath), $"There is no Chromium at {ChromiumPath} (Debian: apt-get install chromium; elsewhere set BERLIN_CHROMIUM).");
        // A busy machine takes its time; what is expected here comes or does not come.
        Assertions.SetDefaultExpectTimeout(30_000);
        _berlin ??= await BerlinProcess.StartAsync(_folder.Path);
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ChromiumPath,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        });
    }

    /// <summary>A tenant of its own, and its key.</summary>
    internal Task<string> CreateTenantAsync(string name) => Berlin.CreateTenantAsync(_folder.Path, name);

    /// <summary>A tab in a profile of its own, watched for whatever the console would say.</summary>
    internal async Task<WatchedPage> OpenAsync(string fragment = "", int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Address.OriginalString,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = scheme,
        });
        var page = new WatchedPage(context, await context.NewPageAsync());
        await page.Page.GotoAsync("/" + fragment);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _berlin?.Dispose();
        _folder.Dispose();
    }
}
