using Berlin.Actors.Manifest;
using Berlin.Actors.Wire;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>Damaged bytes: they are read as some value, or they are refused as damaged. Nothing else comes out, and memory stays bounded.</summary>
public sealed class CodecFuzzTests(ITestOutputHelper output)
{
    private const int Rounds = 40_000;

    /// <summary>What an exception and its stack trace take beside what the reader charges.</summary>
    private const int Slack = 64 << 10;

    private readonly int _seed = Environment.TickCount;
    private readonly GrainManifest _manifest = ContractManifest.Load();

    [Fact]
    public void DamagedBytes_AreRefused_InBoundedMemory()
    {
        output.WriteLine($"seed {_seed}");
        var random = new Random(_seed);
        var values = new RandomValues(_seed);
        var codecs = _manifest.Records.OrderBy(entry => entry.Key.FullName, StringComparer.Ordinal).ToArray();
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var (type, codec) = codecs[random.Next(codecs.Length)];
            var writer = new WireWriter();
            codec.Write(writer, values.Make(type));
            var bytes = Damage(writer.Written.ToArray(), random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            refused += TryRead(codec, bytes) ? 0 : 1;
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= Slack + (2L * WireReader.BudgetPerByte * bytes.Length), $"seed {_seed}, round {round}: {bytes.Length} bytes of {type.Name} took {allocated}");
        }

        output.WriteLine($"{refused} of {Rounds} refused");
        Assert.InRange(refused, Rounds / 10, Rounds);
    }

    [Fact]
    public void ClaimsOfLongCollections_AreRefusedBeforeMemoryIsTaken()
    {
        // 2^31 elements, and 2^32 - 2 bytes, in a few bytes.
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<WireFormatException>(static () =>
        {
            var reader = new WireReader([5, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]);
            WireCollections.ReadArray(ref reader, static (ref WireReader element) => element.Text());
        });
        Assert.Throws<WireFormatException>(static () =>
        {
            var reader = new WireReader([0xFE, 0xFF, 0xFF, 0xFF, 1]);
            WireCollections.ReadArray(ref reader, static (ref WireReader element) => element.Text());
        });
        Assert.Throws<WireFormatException>(static () =>
        {
            var reader = new WireReader([0xFF, 0xFF, 0xFF, 0xFF, 0x1F]);
            reader.Numbers<long>();
        });
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < Slack);
    }

    [Fact]
    public void ManyNulls_ThatClaimMoreThanHonestValuesTake_AreRefused()
    {
        // A million absent values of 40 bytes each are honest; of 200 bytes each nothing is.
        var writer = new WireWriter();
        WireCollections.WriteArray(writer, new Wide?[1_000_000], static (target, value) => WireCollections.WriteOptional(target, value, static (_, _) => { }));
        Assert.Throws<WireFormatException>(() =>
        {
            var reader = new WireReader(writer.Written);
            WireCollections.ReadArray(ref reader, static (ref WireReader element) => WireCollections.ReadOptional(ref element, static (ref WireReader _) => default(Wide)));
        });
    }

    private static bool TryRead(WireRecord codec, byte[] bytes)
    {
        try
        {
            var reader = new WireReader(bytes);
            codec.Read(ref reader);
            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }

    /// <summary>A few of: a byte is another, a bit is, a piece is missing, doubled or inserted, the end is cut off, a length is wild.</summary>
    private static byte[] Damage(byte[] bytes, Random random)
    {
        for (var faults = random.Next(1, 4); faults > 0 && bytes.Length > 0; faults--)
        {
            var place = random.Next(bytes.Length);
            var length = random.Next(bytes.Length - place + 1);
            switch (random.Next(7))
            {
                case 0:
                    bytes[place] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes = bytes[..place];
                    break;
                case 3:
                    bytes = [.. bytes[..place], .. bytes[(place + length)..]];
                    break;
                case 4:
                    bytes = [.. bytes[..(place + length)], .. bytes[place..]];
                    break;
                case 5:
                    var wild = new byte[random.Next(1, 16)];
                    random.NextBytes(wild);
                    bytes = [.. bytes[..place], .. wild, .. bytes[place..]];
                    break;
                default:
                    bytes.AsSpan(place, Math.Min(4, bytes.Length - place)).Fill(random.Next(2) == 0 ? (byte)0xFF : (byte)0x7F);
                    break;
            }
        }

        return bytes;
    }

    [System.Runtime.CompilerServices.InlineArray(25)]
    private struct Wide
    {
        private long _first;
    }
}
