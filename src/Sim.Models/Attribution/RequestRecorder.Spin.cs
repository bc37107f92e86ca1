using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;

namespace Sim.Models.Attribution;

/// <content>Requests whose task spins, left a spin loop, or halted in one.</content>
internal sealed partial class RequestRecorder
{
    /// <summary>What holds a task that waits for a lock or for flushes of its siblings; null when it does not, or an interrupt is handled meanwhile.</summary>
    private Standing? InSpin(World world, in WorkItem task)
    {
        if (!ReferenceEquals(task.Sink, _service) || world.Spins is not { } spins || !spins.IsTaskOf(world, in task)) return null;
        var wait = spins.WaitOf(world);
        var holder = (wait as GuestLock)?.Holder;
        var behind = holder is null || ReferenceEquals(holder, world) ? -1 : holder.Id;
        if (world.IsParked) return new Standing(Cause.LockHalt, world.Id, behind, world.Pcpu);
        if (world.State != WorldState.Running)
        {
            var waiting = Waiting(world);
            return waiting.Cause == Cause.Ready && waiting.Behind >= 0 && waiting.Behind == spins.YieldedTo(world) ? waiting with { Cause = Cause.Yielded } : waiting;
        }

        if (world.CurrentIsUrgent) return null;
        if (spins.IsExiting(world)) return new Standing(Cause.PauseExit, world.Id, -1, world.Pcpu);
        if (wait is not GuestLock) return new Standing(Cause.Shootdown, world.Id, -1, world.Pcpu);
        return new Standing(behind < 0 || holder!.State == WorldState.Running ? Cause.Spin : Cause.SpinPreempted, world.Id, behind, world.Pcpu);
    }

    /// <summary>Whether a vCPU is on an exit that sends an interrupt to a sibling.</summary>
    private static bool IsSending(World world) => world is { HasCurrent: true, Current.Sink: SpinLoops } && SpinLoops.IsSending(world.Current);
}
