using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Berlin.Pages.Tests;

/// <summary>A tab whose console errors, script faults and violations of the content security policy are collected.</summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    public WatchedPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;

        // A violated policy is an error of the console too. A refused call is logged by the browser itself
        // ("Failed to load resource"), however well the page takes it; tests of refusals expect those.
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Dialog += async (_, dialog) =>
        {
            _complaints.Enqueue($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> Complaints => _complaints;

    public ILocator Question => Page.GetByRole(AriaRole.Textbox, new() { Name = "text", Exact = true });

    public ILocator Target => Page.GetByLabel("It belongs on");

    /// <summary>Whose own model answers.</summary>
    public ILocator Entity => Page.Locator("#entity");

    /// <summary>What is told of the entity's own observations.</summary>
    public ILocator Own => Page.Locator("#own");

    public ILocator Rows => Page.Locator("#ranking li");

    public ILocator Row(string account) =>
        Rows.Filter(new() { Has = Page.Locator(".value").GetByText(account, new() { Exact = true }) });

    /// <summary>The probability that the account's row shows, 0 to 1.</summary>
    public async Task<double> ShareOfAsync(string account)
    {
        var text = await Row(account).Locator(".share").InnerTextAsync();
        return double.Parse(text.TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture) / 100;
    }

    public async Task BookAsync(string account)
    {
        await Target.FillAsync(account);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Book it" }).ClickAsync();
        await Assertions.Expect(Page.Locator("#booked")).ToHaveTextAsync($"Booked on {account}: stored, and learned.");
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
