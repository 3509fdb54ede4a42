namespace Berlin.Runtimes.Onnx.Native;

/// <summary>Why a call of ONNX Runtime failed; only what is told apart here. Source: onnxruntime_c_api.h, enum OrtErrorCode.</summary>
internal enum OrtErrorCode
{
    ModelLoadCanceled = 12,
}
