using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using static Berlin.Learning.Tests.Configs;

namespace Berlin.Learning.Tests;

public sealed class OnlineClassifierStateTests
{
    public static TheoryData<string, int> ModesAndSeeds => new()
    {
        { "vocabulary", 91 },
        { "vocabulary", 92 },
        { "hashing", 93 },
        { "small vocabulary", 94 },
        { "softmax", 89 },
        { "softmax", 90 },
    };

    [Theory]
    [MemberData(nameof(ModesAndSeeds))]
    public void Write_SameStream_GivesTheSameBytes(string mode, int seed) =>
        Assert.Equal(StateOf(Learned(ConfigOf(mode), seed, rows: 800)), StateOf(Learned(ConfigOf(mode), seed, rows: 800)));

    [Theory]
    [MemberData(nameof(ModesAndSeeds))]
    public void Write_OtherOrder_GivesOtherBytes(string mode, int seed)
    {
        var forward = new OnlineClassifier(ConfigOf(mode));
        var backward = new OnlineClassifier(ConfigOf(mode));
        var stream = BookingStream.Make(seed, rows: 50);
        stream.ForEach(row => forward.Learn(row.Features, row.Target, BookingStream.EntityOf(row.Features)));
        stream.Reverse();
        stream.ForEach(row => backward.Learn(row.Features, row.Target, BookingStream.EntityOf(row.Features)));

        Assert.NotEqual(StateOf(forward), StateOf(backward));
    }

    [Theory]
    [MemberData(nameof(ModesAndSeeds))]
    public void Read_AtRandomPlacesOfAStream_EndsInTheSameBytesAndAnswers(string mode, int seed)
    {
        var config = ConfigOf(mode);
        var through = new OnlineClassifier(config);
        var resumed = new OnlineClassifier(config);
        var random = new Random(seed);
        foreach (var (features, target) in BookingStream.Make(seed, rows: 800))
        {
            through.Learn(features, target, BookingStream.EntityOf(features));
            resumed.Learn(features, target, BookingStream.EntityOf(features));
            if (random.Next(100) == 0)
            {
                resumed = OnlineClassifier.Read(config, StateOf(resumed));
            }
        }

        Assert.Equal(StateOf(through), StateOf(resumed));
        Assert.Equal((through.Observations, through.ClassCount, through.ColumnCount), (resumed.Observations, resumed.ClassCount, resumed.ColumnCount));
        foreach (var (features, _) in BookingStream.Make(seed + 1000, rows: 50))
        {
            var entity = BookingStream.EntityOf(features);
            Assert.Equal(through.Predict(features, entity, top: 10), resumed.Predict(features, entity, top: 10));
        }
    }

    /// <summary>Recorded at format version 2. When this fails, states of earlier releases mean something else: raise the version.</summary>
    [Theory]
    [InlineData("vocabulary", "db29a8cae6c040ce2267cc24940a00480f0a6b7d4f4d9c9f3e1dce58f3001f5f")]
    [InlineData("softmax", "f5f77d09553dff4e8b0f27578823183909c9d633b7fbe2812d5e154091d9be95")]
    [InlineData("hashing", "e68c2b6e3f586055cc976570da0648c8fdafa1dc6ac0c16281d0bdd66bc8995b")]
    public void Write_KnownStream_HasTheRecordedDigest(string mode, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(StateOf(Learned(ConfigOf(mode), seed: 95, rows: 500)))));

    /// <summary>Removal learns the rows that are left anew: nothing of those that are gone may stay behind in what the process shares.</summary>
    [Theory]
    [MemberData(nameof(ModesAndSeeds))]
    public void Write_RowsOfAnEntityLeftOut_GivesTheBytesOfAStreamThatNeverHeldThem(string mode, int seed)
    {
        var stream = BookingStream.Make(seed, rows: 400);
        var (held, never) = (new OnlineClassifier(ConfigOf(mode)), new OnlineClassifier(ConfigOf(mode)));
        foreach (var (features, target) in stream.Where(row => BookingStream.EntityOf(row.Features) != "entity 3"))
        {
            never.Learn(features, target, BookingStream.EntityOf(features));
        }

        stream.ForEach(row => held.Learn(row.Features, row.Target, BookingStream.EntityOf(row.Features)));
        Assert.NotEqual(StateOf(never), StateOf(held));
        held = new OnlineClassifier(ConfigOf(mode));
        stream.RemoveAll(row => BookingStream.EntityOf(row.Features) == "entity 3");
        stream.ForEach(row => held.Learn(row.Features, row.Target, BookingStream.EntityOf(row.Features)));

        Assert.Equal(StateOf(never), StateOf(held));
    }

    [Fact]
    public void Read_NothingLearned_IsANewClassifier()
    {
        var classifier = OnlineClassifier.Read(Bookings, StateOf(new OnlineClassifier(Bookings)));

        Assert.Equal(0, classifier.Observations);
        Assert.Empty(classifier.Predict("{}"u8, entity: null, top: 1));
    }

    [Fact]
    public void Read_OtherSmoothing_IsTaken()
    {
        var smoothed = Bookings with { Learner = NaiveBayes(alpha: 0.2) };
        var expected = Learned(smoothed, seed: 96, rows: 100);

        var read = OnlineClassifier.Read(smoothed, StateOf(Learned(Bookings, seed: 96, rows: 100)));

        Assert.Equal(expected.Predict("{}"u8, entity: null, top: 5), read.Predict("{}"u8, entity: null, top: 5));
    }

    [Fact]
    public void Read_OtherFeatures_TellsBothFingerprints()
    {
        var fault = Assert.Throws<LearnerStateException>(() => OnlineClassifier.Read(Hashed, StateOf(new OnlineClassifier(Bookings))));

        Assert.Contains(Convert.ToHexStringLower(ConfigFingerprint.Of(Bookings)), fault.Message, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(ConfigFingerprint.Of(Hashed)), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OtherVersion_TellsBoth()
    {
        var state = StateOf(new OnlineClassifier(Bookings));
        BinaryPrimitives.WriteUInt16LittleEndian(state.AsSpan(8), 9);

        var fault = Assert.Throws<LearnerStateException>(() => OnlineClassifier.Read(Bookings, state));

        Assert.Contains("version 9; this release reads version 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MoreClassesThanAllowed_TellsTheBound()
    {
        var state = StateOf(Learned(Bookings, seed: 97, rows: 100));

        var fault = Assert.Throws<LearnerStateException>(() => OnlineClassifier.Read(Bookings with { MaxClasses = 2 }, state));

        Assert.Contains("number of classes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnyBitFlippedOrCutAnywhere_Throws()
    {
        var state = StateOf(Learned(Bookings, seed: 98, rows: 30));
        var random = new Random(98);
        for (var i = 0; i < state.Length; i++)
        {
            var damaged = state.ToArray();
            damaged[i] ^= (byte)(1 << random.Next(8));
            Assert.Throws<LearnerStateException>(() => OnlineClassifier.Read(Bookings, damaged));
            Assert.Throws<LearnerStateException>(() => OnlineClassifier.Read(Bookings, state.AsSpan(0, i)));
        }

        Assert.Throws<LearnerStateException>(() => OnlineClassifier.Read(Bookings, [.. state, 0]));
    }

    /// <summary>Damage under a digest that fits it, as someone would make who means harm.</summary>
    [Theory]
    [InlineData("vocabulary", 99)]
    [InlineData("hashing", 100)]
    [InlineData("softmax", 88)]
    public void Read_DamagedAndSignedAgain_ThrowsOrGivesAClassifierThatWorks(string mode, int seed)
    {
        var config = ConfigOf(mode);
        var state = StateOf(Learned(config, seed, rows: 40));
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < 4_000; i++)
        {
            var body = state.AsSpan()[..^SHA256.HashSizeInBytes].ToArray();
            for (var damage = random.Next(1, 4); damage > 0; damage--)
            {
                body[random.Next(42, body.Length)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }

            body = body[..random.Next(random.Next(2) == 0 ? 42 : body.Length, body.Length + 1)];
            refused += IsRefused(config, [.. body, .. SHA256.HashData(body)]) ? 1 : 0;
        }

        Assert.InRange(refused, 1, 4_000);
    }

    [Fact]
    public void Read_LengthsBeyondTheBytes_AllocatesNoMoreThanTheyHold()
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new StateWriter(output);
        writer.Bytes(StateFormat.Magic);
        writer.UInt16(StateFormat.Version);
        writer.Bytes(ConfigFingerprint.Of(Bookings));
        writer.Varint(5);
        writer.Varint(1000);
        writer.End();
        var state = output.WrittenSpan.ToArray();
        Assert.True(IsRefused(Bookings, state));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(IsRefused(Bookings, state));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    private static bool IsRefused(OnlineClassifierConfig config, byte[] state)
    {
        OnlineClassifier classifier;
        try
        {
            classifier = OnlineClassifier.Read(config, state);
        }
        catch (LearnerStateException)
        {
            return true;
        }

        classifier.Predict("""{"text":"word1 word2","amount":3}"""u8, entity: null, top: 3);
        classifier.Learn("""{"text":"word1 new","amount":3}"""u8, "account 1", entity: null);
        StateOf(classifier);
        return false;
    }

    private static OnlineClassifierConfig ConfigOf(string mode) => mode switch
    {
        "hashing" => Hashed,
        "softmax" => Softmax,
        "small vocabulary" => Bookings with { Columns = new ColumnsConfig(ColumnMode.Vocabulary, 60) },
        _ => Bookings,
    };

    private static OnlineClassifier Learned(OnlineClassifierConfig config, int seed, int rows)
    {
        var classifier = new OnlineClassifier(config);
        BookingStream.Make(seed, rows).ForEach(row => classifier.Learn(row.Features, row.Target, BookingStream.EntityOf(row.Features)));
        return classifier;
    }
}
