namespace Sim.Models.Hypervisor;

/// <content>Interrupts of the host's devices: the work that they bring, and the time that their handlers take from whoever runs there.</content>
public sealed partial class CpuDispatcher
{
    private readonly long _interrupt;

    /// <summary>Gives a world work from an interrupt handler: one on the pCPU of its vector, or else on the pCPU that the world ran on last.</summary>
    /// <remarks>A blocked world that starts again on that pCPU needs no wake-up from another one: only the exit of the idle state and the switch.</remarks>
    /// <param name="world">The world.</param>
    /// <param name="item">The work.</param>
    public void SubmitFromInterrupt(World world, in WorkItem item)
    {
        if (_handling < 0) Interrupt(world);
        if (world.State == WorldState.Blocked && (_handling < 0 || _handling == world.LastPcpu)) world.IsWokenLocally = true;
        Submit(world, in item);
    }

    /// <summary>
    /// A device interrupts for a world on the pCPU that this ran on last: what executes there stands still while the handler runs. That time is the world's that is
    /// served, and overlap for the one interrupted, unless both are of one VM: then it is part of the run time of the one interrupted, and nobody else's.
    /// </summary>
    /// <param name="served">The world that will have work by it.</param>
    public void Interrupt(World served)
    {
        if (_interrupt == 0 || served.LastPcpu < 0) return;
        var index = served.LastPcpu;
        var cpu = _pcpus[index];
        var isOwn = false;
        if (cpu is { Mode: PcpuMode.Executing or PcpuMode.Completing, Current: { } victim })
        {
            if (cpu.Mode == PcpuMode.Executing) Charge(index);
            isOwn = victim.VmId >= 0 && victim.VmId == served.VmId;
            victim.Stolen += _interrupt;
            if (!isOwn) victim.StolenForOthers += _interrupt;
            // The event of the end comes too early now and is sent on.
            if (cpu.Mode == PcpuMode.Executing) cpu.DoneAt = EndOf(cpu, victim);
        }

        if (!isOwn) served.InterruptTime += _interrupt;
    }

    /// <summary>What handlers took of a stretch of a world's run time.</summary>
    /// <param name="cpu">Its pCPU.</param>
    /// <param name="world">The world.</param>
    /// <param name="elapsed">The stretch, picoseconds.</param>
    /// <param name="work">Work that was not done for it.</param>
    /// <returns>The part of it that was for other VMs, picoseconds of time.</returns>
    private static long TakeStolen(Pcpu cpu, World world, long elapsed, out long work)
    {
        var possible = cpu.WorkIn(elapsed);
        work = Math.Min(possible, world.Stolen);
        var others = Math.Min(work, world.StolenForOthers);
        world.Stolen -= work;
        world.StolenForOthers -= others;
        var overlap = others == possible ? elapsed : Math.Min(elapsed, cpu.TimeFor(others).Picoseconds);
        world.OverlapTime += overlap;
        if (cpu.SiblingBusy) world.SharedOverlap += overlap;
        return overlap;
    }
}
