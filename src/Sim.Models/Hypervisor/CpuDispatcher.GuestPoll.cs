using Sim.Core.Time;

namespace Sim.Models.Hypervisor;

/// <content>Guests that poll before they halt: to the host such a vCPU is a busy one, which it preempts like any other and charges for the time.</content>
public sealed partial class CpuDispatcher
{
    /// <summary>Whether a vCPU polls in its guest at this instant, on a pCPU: who wakes it sets a flag in memory and sends no interrupt.</summary>
    internal bool IsPollingInGuest(World world) =>
        world is { State: WorldState.Running, IsPollingInGuest: true } && _pcpus[world.Pcpu].Mode == PcpuMode.Executing;

    /// <summary>A vCPU without work stays in its guest's idle loop, if that polls. One that halted in a spin loop does so past the idle loop.</summary>
    private bool StaysInGuest(World world)
    {
        if (world.HaltPoll is not { } governor || world.IsParked || !governor.TryPoll(Now)) return false;
        Trace?.OnPolling(world, polls: true, Now);
        return true;
    }

    /// <summary>Work or the end of the window ends the loop.</summary>
    private void LeaveGuestPoll(int index, bool hasWork)
    {
        var cpu = _pcpus[index];
        Charge(index);
        _calendar.Cancel(cpu.Next);
        cpu.ResumesFromPoll = hasWork;
        if (hasWork) Trace?.OnPolling(cpu.Current!, polls: false, Now);
        RunNext(index);
    }
}
