using Berlin.Grains.Tenancy;
using Berlin.Silo;
using Berlin.Storage.Faults;
using Berlin.Storage.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berlin.Http.Tests.Silo;

/// <summary>The operator's key of one database and one folder, however many silos start on them.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class OperatorKeyTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("berlin-operator-key-").FullName;
    private readonly SqliteStorage _storage;

    public OperatorKeyTests() => _storage = SqliteStorage.Open(Path.Combine(_folder, "store"), TimeProvider.System, NoFaults.Instance, NullLoggerFactory.Instance);

    private string KeyFile => Path.Combine(_folder, "operator.key");

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Ensure_BySeveralAtOnce_MakesOneKey()
    {
        var told = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(EnsureAsync)));

        var key = Assert.Single(told, key => key is not null);
        await RequireStoredAsync(key!);
        Assert.Null(await EnsureAsync());
        Assert.Equal([KeyFile], Directory.GetFiles(_folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [Fact]
    public async Task Ensure_AfterACrashBeforeTheFileHadItsName_Finishes()
    {
        var key = await EnsureAsync();
        File.Move(KeyFile, $"{KeyFile}.{ApiKeyText.Parse(key!)!.Value.Id}.new");

        Assert.Equal(key, await EnsureAsync());
        await RequireStoredAsync(key!);
    }

    [Fact]
    public async Task Ensure_AfterACrashBeforeTheStoreKnewTheKey_MakesAnotherAndClears()
    {
        await File.WriteAllTextAsync($"{KeyFile}.aaaaaaaaaaaa.new", "bk_aaaaaaaaaaaa_unfini", TestContext.Current.CancellationToken);

        var key = await EnsureAsync();
        await EnsureAsync();

        await RequireStoredAsync(key!);
        Assert.Equal([KeyFile], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Ensure_WhoseFileIsGone_MakesNoOther()
    {
        await EnsureAsync();
        File.Delete(KeyFile);

        Assert.Null(await EnsureAsync());
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private Task<string?> EnsureAsync() => OperatorKey.EnsureAsync(_storage.Tenants, _folder, TestContext.Current.CancellationToken);

    private async Task RequireStoredAsync(string key)
    {
        var (id, digest) = ApiKeyText.Parse(key)!.Value;
        Assert.Equal(key, (await File.ReadAllTextAsync(KeyFile, TestContext.Current.CancellationToken)).Trim());
        Assert.Equal(digest, (await _storage.Tenants.FindKeyAsync(id, TestContext.Current.CancellationToken))!.SecretSha256);
    }
}
