namespace Sim.Models.Hypervisor.Esxi;

/// <content>
/// Hand-off: a vCPU that leaves a spin loop by an exit gives its pCPU to a ready sibling that may run there; virtual times stay as they are.
/// Source: that ESXi hands off between siblings is in its settings (Cpu.CoschedHandoffLLC, CoschedHandoffSkip); that it does so at a pause exit is assumed.
/// </content>
public sealed partial class ProportionalShareScheduler
{
    /// <inheritdoc />
    public YieldOutcome YieldTo(World running, World waiting, int pcpu) =>
        waiting.Entity.IsQueued && !waiting.IsThrottled && MayUse(waiting, pcpu) ? YieldOutcome.HandOver : YieldOutcome.Refused;
}
