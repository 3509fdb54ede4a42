using Berlin.Cli.Observing;

namespace Berlin.Cli.Demo;

/// <summary>The bookings that ship with the command: real ones of Birmingham City Council, 2014.</summary>
internal sealed class DemoSample
{
    private readonly Dictionary<string, string> _accountNames;
    private readonly List<DemoBooking> _bookings;

    private DemoSample(List<DemoBooking> bookings, Dictionary<string, string> accountNames)
    {
        _bookings = bookings;
        _accountNames = accountNames;
    }

    /// <summary>Where the file lies: beside the command.</summary>
    public static string FilePath { get; } = Path.Combine(AppContext.BaseDirectory, "samples", "birmingham", "bookings.csv");

    /// <summary>Number of bookings.</summary>
    public int Count => _bookings.Count;

    /// <summary>The columns of the file by what they are to the model.</summary>
    public static ColumnChoice Columns { get; } = new()
    {
        Fields = new Dictionary<string, string> { ["text"] = "merchant" },
        Target = "account_code",
        At = "date",
        Entity = "card",
    };

    /// <summary>Reads the file for showing: names of the accounts, and the bookings by row.</summary>
    public static DemoSample Load()
    {
        using var lines = new CsvLines(FilePath, ",", maxFieldCharacters: 1 << 16);
        lines.Read();
        var header = lines.Fields;
        int date = Index("date"), merchant = Index("merchant"), amount = Index("amount");
        int code = Index("account_code"), name = Index("account_name");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var bookings = new List<DemoBooking>();
        while (lines.Read())
        {
            var fields = lines.Fields;
            bookings.Add(new DemoBooking(fields[date], fields[merchant], fields[amount], fields[code]));
            names[fields[code]] = fields[name];
        }

        return new DemoSample(bookings, names);

        int Index(string column) => Array.IndexOf(header, column);
    }

    /// <summary>Name of an account; empty when the sample does not know the code.</summary>
    public string AccountName(string code) => _accountNames.GetValueOrDefault(code, string.Empty);

    /// <summary>The booking that stands at a place of the file, from 0.</summary>
    public DemoBooking Booking(int index) => _bookings[index];
}

/// <summary>A booking, as it is shown.</summary>
internal sealed record DemoBooking(string Date, string Merchant, string Amount, string AccountCode);
