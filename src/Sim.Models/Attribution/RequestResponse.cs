using Sim.Core.Time;

namespace Sim.Models.Attribution;

/// <summary>A request and how long it took.</summary>
/// <param name="Number">Of the requests that its VM issued since the start of the run, counted from 1.</param>
/// <param name="Issued">When a client or the VM issued it.</param>
/// <param name="Response">From issue to answer.</param>
public readonly record struct RequestResponse(long Number, SimTime Issued, SimDuration Response);
