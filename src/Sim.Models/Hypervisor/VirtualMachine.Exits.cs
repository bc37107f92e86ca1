using Sim.Core.Time;
using Sim.Models.Hypervisor.Guest;

namespace Sim.Models.Hypervisor;

/// <content>The VM's exits, by reason.</content>
public sealed partial class VirtualMachine
{
    /// <summary>An interrupt that is not posted takes an exit of the running vCPU (the kick) and one for its end.</summary>
    private const int ExitsUnposted = 2;

    private readonly ExitCosts _exits;
    private readonly int _tickExits;

    /// <summary>Exits that are events of their own.</summary>
    public ExitCounts Exits { get; } = new();

    /// <summary>Exits for a reason since the accounts were reset; of those that come at a rate of guest work the expected number.</summary>
    /// <param name="reason">Why.</param>
    public long ExitsFor(ExitReason reason)
    {
        var count = Exits[reason];
        if (reason == ExitReason.Other) count += Expected(_exitsPerSecond);
        if (reason == ExitReason.User) count += Expected(_userExitsPerSecond);
        if (reason is not (ExitReason.Timer or ExitReason.Halt or ExitReason.Interrupt)) return count;
        foreach (var vcpu in Vcpus)
        {
            count += reason switch
            {
                ExitReason.Timer => vcpu.Ticks * _tickExits,
                ExitReason.Halt => vcpu.Halts,
                _ => vcpu.InterruptExits,
            };
        }

        return count;
        long Expected(double rate) => (long)Math.Round(NominalWork / (double)SimDuration.PerSecond * rate);
    }

    /// <summary>The work of an interrupt and its handler, picoseconds, and counts what it exits.</summary>
    /// <param name="handler">The handler, on a vCPU that takes posted interrupts.</param>
    /// <param name="vcpu">Index of the vCPU; a halted one is not kicked out of the guest.</param>
    public long InterruptWork(SimDuration handler, int vcpu)
    {
        if (_exits.IsPosted) return handler.Picoseconds;
        var exits = _dispatcher.IsHalted(Vcpus[vcpu]) && !_dispatcher.IsPollingInGuest(Vcpus[vcpu]) ? 1 : ExitsUnposted;
        Exits.Add(ExitReason.Interrupt, exits);
        return handler.Picoseconds + (exits * (long)_workPerExit);
    }
}
