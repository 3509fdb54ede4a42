using System.Security.Cryptography;
using Berlin.Simulation.Tests.Kernel;
using Berlin.Simulation.Tests.Store;
using Berlin.Storage.Checkpoints;
using Berlin.Storage.Streams;

namespace Berlin.Simulation.Tests.Oracle;

/// <summary>
/// Judges every commit by books of its own: who holds each stream, what was numbered, which ids are in. It does not ask the store's checks,
/// which may be the ones at fault.
/// </summary>
internal sealed class StoreOracle(World world, StoreWeather weather, IReadOnlyDictionary<string, byte[]> blobs) : IStoreWitness
{
    private readonly Dictionary<StreamKey, Book> _books = [];

    /// <summary>Appends that were committed.</summary>
    public long Appends { get; private set; }

    /// <summary>When rows were last removed from a stream; long before the start where none were.</summary>
    public TimeSpan LastRemoval(StreamKey stream) => BookOf(stream).LastRemoval;

    public void Taking(StreamKey stream, StreamTable table, string owner)
    {
        var book = BookOf(stream);
        var epoch = table.Position.Epoch + 1;
        if (!book.Owners.TryAdd(epoch, owner))
        {
            Violated($"two owners in epoch {epoch} of {stream}: {book.Owners[epoch]} and {owner}");
        }

        if (epoch <= book.Epoch)
        {
            Violated($"epoch {epoch} of {stream} after epoch {book.Epoch}");
        }

        (book.Epoch, book.Owner) = (epoch, owner);
        world.Write($"commit: {owner} takes {stream.Tenant}/{stream.Model}, epoch {epoch}");
    }

    public void Appending(AppendRequest request, StreamTable table)
    {
        var book = BookOf(request.Stream);
        Appends++;
        CheckHeld(book, request.Stream, request.Epoch, request.Owner, "rows");
        foreach (var row in request.Rows)
        {
            if (row.Sequence != ++book.Head)
            {
                Violated($"a sequence gap in {request.Stream}: row {row.Sequence} where {book.Head} comes next");
            }

            if (row.Corrects is null && !book.Ids.Add(row.Id))
            {
                Violated($"id '{row.Id}' is stored twice in {request.Stream}");
            }
        }

        world.Write($"commit: {request.Owner} appends {request.Stream.Tenant}/{request.Stream.Model} {request.Rows[0].Sequence}..{book.Head}, epoch {request.Epoch}");
    }

    public void Removing(RemovalRequest request, StreamTable table, IReadOnlyCollection<StoredObservation> rows)
    {
        var book = BookOf(request.Stream);
        CheckHeld(book, request.Stream, request.Epoch, request.Owner, "a removal");
        foreach (var row in rows.Where(row => row.Corrects is null))
        {
            book.Ids.Remove(row.Id);
        }

        book.LastRemoval = world.Elapsed;

        world.Write($"commit: {request.Owner} removes {rows.Count} rows of {request.Stream.Tenant}/{request.Stream.Model}");
    }

    public void Publishing(StreamKey stream, StreamTable table, string owner, CheckpointRecord record)
    {
        var book = BookOf(stream);
        CheckHeld(book, stream, record.Epoch, owner, "a checkpoint");
        if (!blobs.TryGetValue(record.BlobName, out var bytes))
        {
            Violated($"checkpoint {record.Sequence} of {stream} is published, and its blob is not there");
        }
        else if (!weather.TornBlobs.Contains(record.BlobName) && !SHA256.HashData(bytes).AsSpan().SequenceEqual(record.Sha256))
        {
            Violated($"checkpoint {record.Sequence} of {stream} is published, and its blob holds other bytes");
        }

        world.Write($"commit: {owner} publishes checkpoint {record.Sequence} of {stream.Tenant}/{stream.Model}");
    }

    public void SettingAside(StreamKey stream, string blobName, string reason)
    {
        if (!weather.TornBlobs.Contains(blobName))
        {
            Violated($"a checkpoint of {stream} that nothing damaged is set aside: {reason}");
        }
    }

    private void CheckHeld(Book book, StreamKey stream, long epoch, string owner, string what)
    {
        if (epoch != book.Epoch || owner != book.Owner)
        {
            Violated($"{what} of {owner} (epoch {epoch}) accepted in {stream}, which {book.Owner} holds (epoch {book.Epoch})");
        }
    }

    private void Violated(string what) => world.Fail(new ViolationException(what));

    private Book BookOf(StreamKey stream)
    {
        if (!_books.TryGetValue(stream, out var book))
        {
            _books[stream] = book = new Book();
        }

        return book;
    }

    private sealed class Book
    {
        public long Epoch { get; set; }

        public string Owner { get; set; } = "";

        public long Head { get; set; }

        public Dictionary<long, string> Owners { get; } = [];

        public HashSet<string> Ids { get; } = new(StringComparer.Ordinal);

        public TimeSpan LastRemoval { get; set; } = TimeSpan.FromDays(-1);
    }
}
