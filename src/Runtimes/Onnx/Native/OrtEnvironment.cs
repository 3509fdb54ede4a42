namespace Berlin.Runtimes.Onnx.Native;

/// <summary>How ONNX Runtime is set up for thousands of small sessions in one process: threads and memory for runs are shared.</summary>
internal static unsafe class OrtEnvironment
{
    private const int FatalOnly = 4;
    private const int ArenaAllocator = 1;
    private const int DefaultMemory = 0;
    private const int Default = -1;

    /// <summary>A model that returns its input, of one number.</summary>
    public static readonly byte[] SmallestModel =
    [
        0x08, 0x08, 0x3a, 0x2f, // ir_version 8, graph
        0x0a, 0x10, 0x0a, 0x01, (byte)'x', 0x12, 0x01, (byte)'y', 0x22, 0x08, .. "Identity"u8, // node
        0x12, 0x01, (byte)'g', // its name
        0x5a, 0x0b, 0x0a, 0x01, (byte)'x', 0x12, 0x06, 0x0a, 0x04, 0x08, 0x01, 0x12, 0x00, // input x, FP32, []
        0x62, 0x0b, 0x0a, 0x01, (byte)'y', 0x12, 0x06, 0x0a, 0x04, 0x08, 0x01, 0x12, 0x00, // output y, FP32, []
        0x42, 0x02, 0x10, 0x0d, // operators of version 13
    ];

    /// <summary>Makes the environment.</summary>
    public static nint Create(OrtApi api, OnnxOptions options)
    {
        nint threading;
        api.Check(api.CreateThreadingOptions(&threading));
        try
        {
            // Threads that spin for work would take whole processors from the silo. Operators of one graph run one after the other.
            api.Check(api.SetGlobalIntraOpNumThreads(threading, options.Threads));
            api.Check(api.SetGlobalInterOpNumThreads(threading, 1));
            api.Check(api.SetGlobalSpinControl(threading, 0));
            nint environment;
            fixed (byte* name = "berlin\0"u8)
            {
                // It would write each bad request to standard error; callers get the errors instead.
                api.Check(api.CreateEnvWithGlobalThreadPools(FatalOnly, name, threading, &environment));
            }

            api.Check(api.DisableTelemetryEvents(environment));
            ShareMemory(api, environment, options.RunMemoryBytes);
            return environment;
        }
        finally
        {
            api.ReleaseThreadingOptions(threading);
        }
    }

    /// <summary>Settings of a session; the caller releases them.</summary>
    public static nint CreateSessionOptions(OrtApi api)
    {
        nint options;
        api.Check(api.CreateSessionOptions(&options));
        api.Check(api.DisablePerSessionThreads(options));
        // It remembers a plan for each shape of input that ever came, for ever.
        api.Check(api.DisableMemPattern(options));
        api.Check(api.SetSessionLogSeverityLevel(options, FatalOnly));
        // Else bytes that look like ONNX Runtime's own format would be read as such.
        Set(api, options, "session.load_model_format\0"u8, "ONNX\0"u8);
        // Runs take from the shared arena. Weights do not: they go back to the machine with their session.
        Set(api, options, "session.use_env_allocators\0"u8, "1\0"u8);
        Set(api, options, "session.use_device_allocator_for_initializers\0"u8, "1\0"u8);
        return options;
    }

    // An arena in each session would keep what its largest run took, times thousands, and know no bound for all of them.
    private static void ShareMemory(OrtApi api, nint environment, long bytes)
    {
        nint memory = 0;
        nint arena = 0;
        try
        {
            api.Check(api.CreateCpuMemoryInfo(ArenaAllocator, DefaultMemory, &memory));
            api.Check(api.CreateArenaCfg((nuint)bytes, Default, Default, Default, &arena));
            api.Check(api.CreateAndRegisterAllocator(environment, memory, arena));
        }
        finally
        {
            api.ReleaseArenaCfg(arena);
            api.ReleaseMemoryInfo(memory);
        }
    }

    private static void Set(OrtApi api, nint options, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* keyBytes = key, valueBytes = value)
        {
            api.Check(api.AddSessionConfigEntry(options, keyBytes, valueBytes));
        }
    }
}
