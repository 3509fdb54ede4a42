using Berlin.Storage.Tests.Conformance;
using Berlin.Storage.Tests.Sqlite;

namespace Berlin.Storage.Tests.Blobs;

public sealed class FileBlobStoreConformanceTests : BlobStoreConformance
{
    protected override ValueTask<IStorageUnderTest> OpenAsync() => new(new SqliteUnderTest());
}
