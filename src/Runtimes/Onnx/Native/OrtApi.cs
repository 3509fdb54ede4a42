namespace Berlin.Runtimes.Onnx.Native;

/// <summary>The functions of ONNX Runtime's C API that are used here, by their places in its table, which never change.</summary>
/// <remarks>
/// Source: onnxruntime_c_api.h, struct OrtApi. Names and meanings are its own. Most functions return a status: 0, or a message that
/// <see cref="Check"/> takes and frees. Handles are opaque addresses.
/// </remarks>
internal sealed unsafe class OrtApi
{
    /// <summary>Version of the table that is asked for: the first in which all the functions below are.</summary>
    public const uint Version = 24;

    public readonly delegate* unmanaged<nint, int> GetErrorCode;
    public readonly delegate* unmanaged<nint, byte*> GetErrorMessage;
    public readonly delegate* unmanaged<nint, void> ReleaseStatus;

    public readonly delegate* unmanaged<nint*, nint> CreateThreadingOptions;
    public readonly delegate* unmanaged<nint, int, nint> SetGlobalIntraOpNumThreads;
    public readonly delegate* unmanaged<nint, int, nint> SetGlobalInterOpNumThreads;
    public readonly delegate* unmanaged<nint, int, nint> SetGlobalSpinControl;
    public readonly delegate* unmanaged<nint, void> ReleaseThreadingOptions;
    public readonly delegate* unmanaged<int, byte*, nint, nint*, nint> CreateEnvWithGlobalThreadPools;
    public readonly delegate* unmanaged<nint, nint> DisableTelemetryEvents;

    public readonly delegate* unmanaged<nuint, int, int, int, nint*, nint> CreateArenaCfg;
    public readonly delegate* unmanaged<nint, nint, nint, nint> CreateAndRegisterAllocator;
    public readonly delegate* unmanaged<nint, void> ReleaseArenaCfg;
    public readonly delegate* unmanaged<nint, void> ReleaseMemoryInfo;

    public readonly delegate* unmanaged<nint*, nint> CreateSessionOptions;
    public readonly delegate* unmanaged<nint, nint> DisablePerSessionThreads;
    public readonly delegate* unmanaged<nint, nint> DisableMemPattern;
    public readonly delegate* unmanaged<nint, int, nint> SetSessionLogSeverityLevel;
    public readonly delegate* unmanaged<nint, byte*, byte*, nint> AddSessionConfigEntry;
    public readonly delegate* unmanaged<nint, byte, nint> SessionOptionsSetLoadCancellationFlag;
    public readonly delegate* unmanaged<nint, void> ReleaseSessionOptions;

    public readonly delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint> CreateSessionFromArray;
    public readonly delegate* unmanaged<nint, nuint*, nint> SessionGetInputCount;
    public readonly delegate* unmanaged<nint, nuint*, nint> SessionGetOutputCount;
    public readonly delegate* unmanaged<nint, nuint, nint, byte**, nint> SessionGetInputName;
    public readonly delegate* unmanaged<nint, nuint, nint, byte**, nint> SessionGetOutputName;
    public readonly delegate* unmanaged<nint, nuint, nint*, nint> SessionGetInputTypeInfo;
    public readonly delegate* unmanaged<nint, nuint, nint*, nint> SessionGetOutputTypeInfo;
    public readonly delegate* unmanaged<nint, void> ReleaseSession;

    public readonly delegate* unmanaged<nint, int*, nint> GetOnnxTypeFromTypeInfo;
    public readonly delegate* unmanaged<nint, nint*, nint> CastTypeInfoToTensorInfo;
    public readonly delegate* unmanaged<nint, int*, nint> GetTensorElementType;
    public readonly delegate* unmanaged<nint, byte> TensorTypeAndShapeHasShape;
    public readonly delegate* unmanaged<nint, nuint*, nint> GetDimensionsCount;
    public readonly delegate* unmanaged<nint, long*, nuint, nint> GetDimensions;
    public readonly delegate* unmanaged<nint, void> ReleaseTypeInfo;

    public readonly delegate* unmanaged<int, int, nint*, nint> CreateCpuMemoryInfo;
    public readonly delegate* unmanaged<nint*, nint> GetAllocatorWithDefaultOptions;
    public readonly delegate* unmanaged<nint, void*, nint> AllocatorFree;

    public readonly delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorWithDataAsOrtValue;
    public readonly delegate* unmanaged<nint, long*, nuint, int, nint*, nint> CreateTensorAsOrtValue;
    public readonly delegate* unmanaged<nint, nuint, nuint, byte**, nint> GetResizedStringTensorElementBuffer;
    public readonly delegate* unmanaged<nint, nuint*, nint> GetStringTensorDataLength;
    public readonly delegate* unmanaged<nint, void*, nuint, nuint*, nuint, nint> GetStringTensorContent;
    public readonly delegate* unmanaged<nint, int*, long**, nuint*, nint> GetTensorElementTypeAndShape;
    public readonly delegate* unmanaged<nint, void**, nint> GetTensorMutableData;
    public readonly delegate* unmanaged<nint, void> ReleaseValue;

    public readonly delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> Run;
    public readonly delegate* unmanaged<nint*, nint> CreateRunOptions;
    public readonly delegate* unmanaged<nint, nint> RunOptionsSetTerminate;
    public readonly delegate* unmanaged<nint, void> ReleaseRunOptions;

    /// <summary>Reads the table.</summary>
    /// <param name="table">What <c>GetApi</c> returned for <see cref="Version"/>.</param>
    public OrtApi(void** table)
    {
        GetErrorCode = (delegate* unmanaged<nint, int>)table[1];
        GetErrorMessage = (delegate* unmanaged<nint, byte*>)table[2];
        DisableTelemetryEvents = (delegate* unmanaged<nint, nint>)table[6];
        CreateSessionFromArray = (delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)table[8];
        Run = (delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)table[9];
        CreateSessionOptions = (delegate* unmanaged<nint*, nint>)table[10];
        DisableMemPattern = (delegate* unmanaged<nint, nint>)table[17];
        SetSessionLogSeverityLevel = (delegate* unmanaged<nint, int, nint>)table[22];
        SessionGetInputCount = (delegate* unmanaged<nint, nuint*, nint>)table[30];
        SessionGetOutputCount = (delegate* unmanaged<nint, nuint*, nint>)table[31];
        SessionGetInputTypeInfo = (delegate* unmanaged<nint, nuint, nint*, nint>)table[33];
        SessionGetOutputTypeInfo = (delegate* unmanaged<nint, nuint, nint*, nint>)table[34];
        SessionGetInputName = (delegate* unmanaged<nint, nuint, nint, byte**, nint>)table[36];
        SessionGetOutputName = (delegate* unmanaged<nint, nuint, nint, byte**, nint>)table[37];
        CreateRunOptions = (delegate* unmanaged<nint*, nint>)table[39];
        RunOptionsSetTerminate = (delegate* unmanaged<nint, nint>)table[46];
        CreateTensorAsOrtValue = (delegate* unmanaged<nint, long*, nuint, int, nint*, nint>)table[48];
        CreateTensorWithDataAsOrtValue = (delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)table[49];
        GetTensorMutableData = (delegate* unmanaged<nint, void**, nint>)table[51];
        GetStringTensorDataLength = (delegate* unmanaged<nint, nuint*, nint>)table[53];
        GetStringTensorContent = (delegate* unmanaged<nint, void*, nuint, nuint*, nuint, nint>)table[54];
        CastTypeInfoToTensorInfo = (delegate* unmanaged<nint, nint*, nint>)table[55];
        GetOnnxTypeFromTypeInfo = (delegate* unmanaged<nint, int*, nint>)table[56];
        GetTensorElementType = (delegate* unmanaged<nint, int*, nint>)table[60];
        GetDimensionsCount = (delegate* unmanaged<nint, nuint*, nint>)table[61];
        GetDimensions = (delegate* unmanaged<nint, long*, nuint, nint>)table[62];
        CreateCpuMemoryInfo = (delegate* unmanaged<int, int, nint*, nint>)table[69];
        AllocatorFree = (delegate* unmanaged<nint, void*, nint>)table[76];
        GetAllocatorWithDefaultOptions = (delegate* unmanaged<nint*, nint>)table[78];
        ReleaseStatus = (delegate* unmanaged<nint, void>)table[93];
        ReleaseMemoryInfo = (delegate* unmanaged<nint, void>)table[94];
        ReleaseSession = (delegate* unmanaged<nint, void>)table[95];
        ReleaseValue = (delegate* unmanaged<nint, void>)table[96];
        ReleaseRunOptions = (delegate* unmanaged<nint, void>)table[97];
        ReleaseTypeInfo = (delegate* unmanaged<nint, void>)table[98];
        ReleaseSessionOptions = (delegate* unmanaged<nint, void>)table[100];
        CreateEnvWithGlobalThreadPools = (delegate* unmanaged<int, byte*, nint, nint*, nint>)table[119];
        DisablePerSessionThreads = (delegate* unmanaged<nint, nint>)table[120];
        CreateThreadingOptions = (delegate* unmanaged<nint*, nint>)table[121];
        ReleaseThreadingOptions = (delegate* unmanaged<nint, void>)table[122];
        AddSessionConfigEntry = (delegate* unmanaged<nint, byte*, byte*, nint>)table[130];
        CreateAndRegisterAllocator = (delegate* unmanaged<nint, nint, nint, nint>)table[144];
        SetGlobalIntraOpNumThreads = (delegate* unmanaged<nint, int, nint>)table[147];
        SetGlobalInterOpNumThreads = (delegate* unmanaged<nint, int, nint>)table[148];
        SetGlobalSpinControl = (delegate* unmanaged<nint, int, nint>)table[149];
        CreateArenaCfg = (delegate* unmanaged<nuint, int, int, int, nint*, nint>)table[156];
        ReleaseArenaCfg = (delegate* unmanaged<nint, void>)table[157];
        GetResizedStringTensorElementBuffer = (delegate* unmanaged<nint, nuint, nuint, byte**, nint>)table[252];
        SessionOptionsSetLoadCancellationFlag = (delegate* unmanaged<nint, byte, nint>)table[293];
        TensorTypeAndShapeHasShape = (delegate* unmanaged<nint, byte>)table[390];
        GetTensorElementTypeAndShape = (delegate* unmanaged<nint, int*, long**, nuint*, nint>)table[414];
    }

    /// <summary>Does nothing where a call went well.</summary>
    /// <exception cref="OrtException">It did not.</exception>
    public void Check(nint status)
    {
        if (status != 0)
        {
            throw Take(status);
        }
    }

    private OrtException Take(nint status)
    {
        var exception = OrtException.Of((OrtErrorCode)GetErrorCode(status), GetErrorMessage(status));
        ReleaseStatus(status);
        return exception;
    }
}
