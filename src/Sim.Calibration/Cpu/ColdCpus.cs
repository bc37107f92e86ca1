using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor;

namespace Sim.Calibration.Cpu;

/// <summary>The measured CPUs that were idle for so long that their own host took them off: who wakes a thread there waits until the host has the CPU back.</summary>
/// <remarks>
/// Such a CPU is a vCPU that its host has to wake. Three stages follow each other: the physical CPU leaves its idle state, the host dispatches the vCPU's thread, and the
/// thread enters the guest, which takes the interrupt. Each is taken to be exponential with a third of the mean (Erlang-3); the mean is fitted, the law is assumed.
/// The draws come from a stream of the run. Threads that come meanwhile wait for the rest and find the CPU warm. Page: docs/validation/cpu.md.
/// </remarks>
internal sealed class ColdCpus(CpuDispatcher dispatcher, CpuMachine machine, RngStream stream)
{
    private const int Stages = 3;
    private readonly SimTime[] _awakeAt = new SimTime[dispatcher.Topology.Pcpus];

    /// <summary>A thread is woken.</summary>
    /// <param name="world">The thread.</param>
    /// <param name="isCold">Whether it finds its CPU, or the other one that it would go to, in deep idle.</param>
    /// <returns>Time until that CPU can take it up.</returns>
    public SimDuration OnWake(World world, out bool isCold)
    {
        isCold = false;
        var last = Math.Max(0, world.LastPcpu);
        if (dispatcher.Idle.IsIdle(last)) return OnWake(last, out isCold);
        for (var pcpu = 0; pcpu < _awakeAt.Length; pcpu++)
        {
            if (dispatcher.Idle.IsIdle(pcpu) && dispatcher.IdleFor(pcpu) >= machine.DeepIdleAfter) return OnWake(pcpu, out isCold);
        }

        return SimDuration.Zero;
    }

    private SimDuration OnWake(int pcpu, out bool isCold)
    {
        isCold = false;
        var now = dispatcher.Now;
        if (_awakeAt[pcpu] > now) return _awakeAt[pcpu] - now;
        if (dispatcher.IdleFor(pcpu) < machine.DeepIdleAfter) return SimDuration.Zero;
        isCold = true;
        var stages = 0d;
        for (var stage = 0; stage < Stages; stage++) stages += stream.NextExponential();
        var exit = machine.IdleExit * (stages / Stages);
        _awakeAt[pcpu] = now + exit;
        return exit;
    }
}
