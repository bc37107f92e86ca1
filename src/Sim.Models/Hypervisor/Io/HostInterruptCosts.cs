using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Io;

/// <summary>What an interrupt of a drive takes on a Linux host.</summary>
/// <param name="Delivery">From the completion to the handler on a pCPU that is awake.</param>
/// <param name="Handler">The handler, with the first completion it finds.</param>
/// <param name="WarmHandler">The same where it finds a storage thread at work.</param>
/// <param name="Further">Each further completion.</param>
/// <param name="GuestExit">Exit and entry of a vCPU that the handler interrupts.</param>
public readonly record struct HostInterruptCosts(SimDuration Delivery, SimDuration Handler, SimDuration WarmHandler, SimDuration Further, SimDuration GuestExit);
