using System.Reflection;
using Berlin.Actors.CodeGeneration;
using Berlin.Actors.Manifest;
using Berlin.Actors.Wire;

namespace Berlin.Actors.Tests.Embedded.Wire;

/// <summary>What is written is what is read, for every type, argument list and result of the contracts and of the samples.</summary>
public sealed class CodecTests
{
    private const int ValuesOfEach = 100;

    private readonly int _seed = Environment.TickCount;
    private readonly GrainManifest _manifest = ContractManifest.Load();
    private readonly RandomValues _values;

    public CodecTests(ITestOutputHelper output)
    {
        output.WriteLine($"seed {_seed}");
        _values = new RandomValues(_seed);
    }

    [Fact]
    public void Records_RoundTrip()
    {
        Assert.True(_manifest.Records.Count > 40);
        foreach (var (type, codec) in _manifest.Records)
        {
            for (var round = 0; round < ValuesOfEach; round++)
            {
                var value = _values.Make(type);
                SameValue.Check(value, RoundTrip(codec, value), $"seed {_seed}: {type.Name}");
            }
        }
    }

    [Fact]
    public void Exceptions_RoundTrip()
    {
        Assert.Contains(_manifest.Errors.Values, error => error.Type == typeof(Berlin.Grains.BerlinException));
        foreach (var error in _manifest.Errors.Values)
        {
            var made = (Exception)_values.Make(error.Type)!;
            var writer = new WireWriter();
            error.Write(writer, made);
            var reader = new WireReader(writer.Written);
            SameValue.Check(made, error.Read(ref reader), $"seed {_seed}: {error.Type.Name}");
        }
    }

    [Fact]
    public void Calls_RoundTrip()
    {
        foreach (var method in _manifest.Methods.Values.Where(method => IsSupported(method.MakeCall())))
        {
            for (var round = 0; round < ValuesOfEach; round++)
            {
                var (sent, arrived) = (method.MakeCall(), method.MakeCall());
                var arguments = sent.GetType().GetFields().Where(field => field.Name.StartsWith('A')).ToArray();
                foreach (var argument in arguments)
                {
                    argument.SetValue(sent, _values.Make(argument.FieldType, mayBeNull: !argument.FieldType.IsValueType));
                }

                var writer = new WireWriter();
                sent.EncodeArguments(writer);
                var reader = new WireReader(writer.Written);
                arrived.DecodeArguments(ref reader);
                Assert.True(reader.IsAtEnd);
                foreach (var argument in arguments)
                {
                    SameValue.Check(argument.GetValue(sent), argument.GetValue(arrived), $"seed {_seed}: {method.Method.WireName} {argument.Name}");
                }

                typeof(CodecTests).GetMethod(nameof(CheckResult), BindingFlags.NonPublic | BindingFlags.Instance)!
                    .MakeGenericMethod(ResultOf(sent))
                    .Invoke(this, [sent, arrived]);
            }
        }
    }

    [Fact]
    public void EveryMethodOfTheContracts_CrossesProcesses()
    {
        var contracts = _manifest.Methods.Values.Where(method => method.Method.InterfaceName.StartsWith("Berlin.Grains.", StringComparison.Ordinal)).ToArray();
        Assert.True(contracts.Length >= 30);
        Assert.All(contracts, method => Assert.True(IsSupported(method.MakeCall()), method.Method.WireName));
    }

    [Fact]
    public void MethodNumbers_ComeOfAliases()
    {
        var observe = Assert.Single(_manifest.Methods.Values, method => method.Method.WireName == "Berlin.ITrainerGrain.Observe(berlin.observation[],System.Threading.CancellationToken)");

        // A golden value: a change of it breaks every rolling upgrade.
        Assert.Equal(GoldenObserve, observe.Method.WireId);
        Assert.Equal(2, _manifest.Methods.Values.Count(method => method.Method.WireName.Contains("IWireSamplesGrain.OverloadedAsync", StringComparison.Ordinal)));
    }

    [Fact]
    public void LaterVersion_ReadByAnEarlierOne_LosesWhatThatDoesNotKnow()
    {
        for (var round = 0; round < ValuesOfEach; round++)
        {
            var later = (LaterVersion)_values.Make(typeof(LaterVersion))!;
            var earlier = Convert<EarlierVersion>(later);
            Assert.Equal((later.Name, later.Count), (earlier.Name, earlier.Count));
        }
    }

    [Fact]
    public void EarlierVersion_ReadByALaterOne_LeavesDefaults()
    {
        var later = Convert<LaterVersion>(new EarlierVersion("name", 5));
        Assert.Equal(("name", 5), (later.Name, later.Count));
        Assert.Equal((string.Empty, "metre", true, DayOfWeek.Friday), (later.Added, later.Unit, later.IsOn, later.Day));
        Assert.Equal((Guid.Empty, null, null, 0f), (later.Identity, later.Leaf, later.Maybe, later.Weight));
        Assert.Empty(later.Words);
        Assert.Empty(later.Leaves);
        Assert.Empty(later.Numbers);
    }

    [Fact]
    public void Values_DeeperThanTheBound_DoNotCross()
    {
        Chain? chain = null;
        for (var number = 0; number <= WireBounds.MaxDepth; number++)
        {
            chain = new Chain(number, chain, []);
        }

        Assert.Throws<NotSupportedException>(() => _manifest.Records[typeof(Chain)].Write(new WireWriter(), chain));
        SameValue.Check(chain!.Next!.Next, RoundTrip(_manifest.Records[typeof(Chain)], chain.Next.Next), "chain");
    }

    [Fact]
    public void ComparersOtherThanTheKnown_DoNotCross()
    {
        var map = new Dictionary<string, int[]>(StringComparer.OrdinalIgnoreCase) { ["A"] = [] };
        var value = (ManyCollections)_values.Make(typeof(ManyCollections))!;
        var back = (ManyCollections)RoundTrip(_manifest.Records[typeof(ManyCollections)], value with { Groups = map })!;
        Assert.True(back.Groups.ContainsKey("a"));
        var other = value with { Groups = new Dictionary<string, int[]>(StringComparer.InvariantCultureIgnoreCase) };
        Assert.Throws<NotSupportedException>(() => RoundTrip(_manifest.Records[typeof(ManyCollections)], other));
    }

    private const ulong GoldenObserve = 4798969950115861508;

    private static object? RoundTrip(WireRecord codec, object? value)
    {
        var writer = new WireWriter();
        codec.Write(writer, value);
        var reader = new WireReader(writer.Written);
        var read = codec.Read(ref reader);
        Assert.True(reader.IsAtEnd);
        return read;
    }

    private static Type ResultOf(Invocation call)
    {
        var type = call.GetType();
        while (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Invocation<>))
        {
            type = type.BaseType!;
        }

        return type.GetGenericArguments()[0];
    }

    private static bool IsSupported(Invocation call)
    {
        try
        {
            call.EncodeArguments(new WireWriter());
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    private void CheckResult<TResult>(Invocation<TResult> sent, Invocation<TResult> arrived)
    {
        if (typeof(TResult) == typeof(Nothing))
        {
            return;
        }

        var result = (TResult)_values.Make(typeof(TResult), mayBeNull: !typeof(TResult).IsValueType)!;
        var writer = new WireWriter();
        sent.EncodeResult(writer, result);
        var reader = new WireReader(writer.Written);
        arrived.SettleFrom(ref reader);
        Assert.True(arrived.Answer.IsCompletedSuccessfully);
        SameValue.Check(result, arrived.Answer.Result, $"seed {_seed}: result of {sent.Method.WireName}");
    }

    private T Convert<T>(object value)
    {
        var writer = new WireWriter();
        _manifest.Records[value.GetType()].Write(writer, value);
        var reader = new WireReader(writer.Written);
        return (T)_manifest.Records[typeof(T)].Read(ref reader)!;
    }
}
