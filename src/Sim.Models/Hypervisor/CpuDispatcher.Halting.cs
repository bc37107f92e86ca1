using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor;

/// <content>Worlds without work: the guest polls, or the vCPU halts and the host polls, then it blocks. To the host a vCPU that polls in its guest is a busy one.</content>
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

    private void Halt(int index)
    {
        var cpu = _pcpus[index];
        var world = cpu.Current!;
        world.HaltedSince = Now;
        world.Halts++;
        cpu.ResumesFromPoll = false;
        if (world.OwnPcpu >= 0 || (world.PollWindow > SimDuration.Zero && _policy.Waiting(index) == 0))
        {
            _calendar.Cancel(cpu.Decision);
            cpu.Mode = PcpuMode.Polling;
            Trace?.OnPolling(world, polls: true, Now);
            if (world.OwnPcpu < 0) cpu.Next = _calendar.Schedule(world.PollWindow, new EventAction(this, (int)Step.PollEnded, index));
            return;
        }

        Block(index, world);
    }

    private void StopPolling(int index) => Block(index, _pcpus[index].Current!);

    private void Block(int index, World world)
    {
        Leave(index, world, WorldState.Blocked);
        CoScheduler?.OnChanged(world);
        DispatchNext(index);
    }
}
