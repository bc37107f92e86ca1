using Sim.Core.Diagnostics;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hypervisor;

/// <content>What guests do to their vCPUs: pieces of one task, spin loops, directed yield, halting inside a task, timer ticks.</content>
public sealed partial class CpuDispatcher
{
    /// <summary>The processors, which set what leaving a guest costs.</summary>
    public CpuGeneration Generation { get; }

    /// <summary>The task that just ended a piece of work goes on with another one before the vCPU does anything else but interrupts.</summary>
    /// <param name="world">The vCPU, whose sink is being told.</param>
    /// <param name="item">The next piece.</param>
    public void Continue(World world, in WorkItem item)
    {
        Check.That(IsCompleting(world), "a task goes on where it just ran");
        world.Normal.PutBack(in item);
    }

    /// <summary>Whether a world is telling a sink that its work is done: the code that runs is its own.</summary>
    internal bool IsCompleting(World world) => world.State == WorldState.Running && _pcpus[world.Pcpu].Mode == PcpuMode.Completing;

    /// <summary>Whether a world executes right now, not on its way to a pCPU, not polling.</summary>
    internal bool IsExecuting(World world) =>
        world is { State: WorldState.Running, IsPollingInGuest: false } && _pcpus[world.Pcpu].Mode is PcpuMode.Executing or PcpuMode.Completing;

    /// <summary>Whether a world waits in a run queue: ready and not being started.</summary>
    internal bool IsWaiting(World world) => world.State == WorldState.Ready && !ReferenceEquals(_pcpus[world.Pcpu].Current, world);

    /// <summary>Whether a vCPU goes round its spin loop at this instant.</summary>
    internal bool IsLooping(World world) =>
        world is { State: WorldState.Running, HasCurrent: true, IsSpinning: true } && _pcpus[world.Pcpu].Mode == PcpuMode.Executing;

    /// <summary>What a vCPU loops for has come: the loop ends now.</summary>
    internal void EndLoop(World world)
    {
        var index = world.Pcpu;
        var cpu = _pcpus[index];
        Charge(index);
        _calendar.Cancel(cpu.Next);
        world.Remaining = 0;
        cpu.DoneAt = Now;
        ArmCompletion(index);
    }

    /// <summary>A vCPU touched a page that the hypervisor swapped out: it takes no work, not even an interrupt, until the page is back.</summary>
    /// <param name="world">The vCPU, whose sink is being told.</param>
    internal void BeginSwapWait(World world)
    {
        Check.That(IsCompleting(world), "a page fault comes from what runs");
        world.SetSwapWaiting(true, Now);
    }

    /// <summary>The page is there: the vCPU goes on with the task that touched it.</summary>
    /// <param name="world">The vCPU.</param>
    /// <param name="item">What the task does next.</param>
    internal void EndSwapWait(World world, in WorkItem item)
    {
        world.SetSwapWaiting(false, Now);
        world.Normal.PutBack(in item);
        if (world.State == WorldState.Blocked) Wake(world);
        else if (IsHalted(world)) OnMoreWork(world, urgent: false);
    }

    /// <summary>A vCPU that halted inside a task goes on with it.</summary>
    internal void Unpark(World world)
    {
        world.IsParked = false;
        if (world.State == WorldState.Blocked) Wake(world);
        else if (IsHalted(world)) OnMoreWork(world, urgent: false);
    }

    /// <summary>A vCPU interrupts a sibling: one that the co-scheduler holds back may run again, lest everybody wait for it.</summary>
    /// <remarks>Source: ESXi advanced setting Cpu.CoschedCrossCall, on; cpu-and-memory 2.3.</remarks>
    internal void CrossCall(World sibling, in WorkItem handler)
    {
        Submit(sibling, in handler, urgent: true);
        if (sibling.State == WorldState.CoStopped) CoStart(sibling);
    }

    /// <summary>A spinning vCPU would rather have another one run: the policy says what comes of it, and its pCPU decides again.</summary>
    internal YieldOutcome YieldTo(World from, World to)
    {
        var index = from.Pcpu;
        var cpu = _pcpus[index];
        Check.That(cpu.Mode == PcpuMode.Completing, "a vCPU yields at an exit");
        var target = to.Pcpu;
        var outcome = _policy.YieldTo(from, to, index);
        if (outcome == YieldOutcome.HandOver) cpu.HandOverTo = to;
        else if (outcome != YieldOutcome.Boosted) return outcome;
        cpu.NeedsDecision = true;
        if (outcome == YieldOutcome.Boosted && target != index) DecideAgain(target);
        return outcome;
    }

    private void DecideAgain(int index)
    {
        var cpu = _pcpus[index];
        if (cpu.Mode != PcpuMode.Executing)
        {
            Reconsider(index);
            return;
        }

        Charge(index);
        if (_policy.ShouldYield(cpu.Current!, index)) Preempt(index);
    }

    private World? TakeHandOver(int index)
    {
        var cpu = _pcpus[index];
        var world = cpu.HandOverTo!;
        // Between the exit and here the world may have gone elsewhere, or the other thread of the core to another VM.
        if (!IsWaiting(world) || (Sharing is not null && !Sharing.MayRun(world, index)))
        {
            cpu.HandOverTo = null;
            return null;
        }

        _policy.Remove(world);
        return world;
    }

    /// <summary>A world that was handed the pCPU keeps it until the policy's next ordinary decision.</summary>
    private static bool WasHandedOver(Pcpu cpu, World world)
    {
        if (cpu.HandOverTo is not { } taker) return false;
        cpu.HandOverTo = null;
        return ReferenceEquals(taker, world);
    }

    private SimTime EndOf(Pcpu cpu, World world)
    {
        if (world.IsPollingInGuest) return world.HaltPoll!.Until;
        var end = Now + cpu.TimeFor(world.Remaining + world.Stolen);
        return end < world.NextTick ? end : world.EndWithTicks(end, cpu.TimeFor(world.TickWork));
    }
}
