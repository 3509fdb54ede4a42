using Berlin.Actors.CodeGeneration;

namespace Berlin.Actors.Wire;

/// <summary>A method that other processes may call.</summary>
/// <param name="Method">The method.</param>
/// <param name="MakeCall">Makes a call of it, without arguments.</param>
internal sealed record WireMethod(GrainMethod Method, Func<Invocation> MakeCall);
