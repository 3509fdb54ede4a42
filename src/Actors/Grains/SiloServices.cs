using Berlin.Actors.Calls;
using Berlin.Actors.Turns;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Berlin.Actors.Grains;

/// <summary>What activations need of the silo that they live on.</summary>
internal sealed record SiloServices(
    IServiceProvider Services,
    TimeProvider Time,
    ITurnExecutor Executor,
    SiloHalt Halt,
    CallFollower Follower,
    GrainCaller Caller,
    IGrainFactory GrainFactory,
    GrainCollectionOptions Collection,
    SiloMessagingOptions Messaging,
    ILogger<Activation> ActivationLogger);
