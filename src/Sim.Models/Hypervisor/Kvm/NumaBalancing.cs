using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Memory;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>Automatic NUMA balancing: memory follows the vCPUs that use it, vCPUs follow the memory that they use.</summary>
/// <remarks>
/// Models scans of a window of a VM's memory a period, faults on what is in use of it from the nodes where vCPUs ran, pages that move after two faults from the same
/// node (a scan pass apart) towards nodes that use memory more than they hold, the scan period's growth and shrinking by locality, the preferred node and the move of a
/// running vCPU to an idle pCPU there, or its change of places with one that prefers the other way, and the CPU time of it all. Accesses are uniform over the memory in
/// use and the vCPUs. Leaves out faults that move at once early in a life, the group's factor on the first period, pseudo-interleaving's damping,
/// retries between scans, and the resistance of balancing to moves away from the preferred node.
/// Source: Linux kernel/sched/fair.c, task_tick_numa, task_numa_work, should_numa_migrate_memory, update_task_scan_period, task_numa_placement, task_numa_find_cpu;
/// cpu-and-memory 1.6, 6.3. Page: docs/models/kvm-placement.md.
/// </remarks>
/// <param name="calendar">The replication's events.</param>
/// <param name="dispatcher">The host.</param>
/// <param name="scheduler">Its policy.</param>
/// <param name="memory">What its nodes have left.</param>
/// <param name="parameters">Tunables.</param>
internal sealed class NumaBalancing(
    EventCalendar calendar, CpuDispatcher dispatcher, FairScheduler scheduler, NumaPlacement memory, NumaBalancingParameters parameters) : IEventTarget, IWorkSink
{
    private readonly List<NumaVm> _vms = [];

    /// <summary>Bytes moved so far.</summary>
    public long Moved { get; private set; }

    /// <summary>Begins to scan a VM whose memory may move.</summary>
    /// <param name="vm">The VM; its vCPUs have their speeds by node.</param>
    /// <param name="touched">Bytes that are scanned.</param>
    /// <param name="active">Bytes of them in use.</param>
    /// <param name="locality">Share of them on each node, which changes as they move.</param>
    /// <param name="stallFraction">Share of its time stalled on memory when all is local.</param>
    public void Watch(VirtualMachine vm, long touched, long active, VmLocality locality, double stallFraction)
    {
        var watched = new NumaVm(vm, touched, active, locality, stallFraction, parameters);
        _vms.Add(watched);
        // numa_balancing_scan_delay: the first scan comes after a whole period.
        calendar.Schedule(watched.Period, new EventAction(this, 0, _vms.Count - 1));
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        var vm = _vms[action.Index];
        foreach (var vcpu in vm.Vm.Vcpus)
        {
            if (vcpu.State == WorldState.Running) ((IHostView)dispatcher).Settle(vcpu.Pcpu);
        }

        if (vm.HasRunEnough())
        {
            vm.Locality.Settle();
            var moved = vm.Scan(memory, out var faults);
            Moved += moved;
            vm.Debt += (faults * parameters.Fault.Picoseconds) + (long)((double)moved / (1 << 20) * parameters.MovePerMiB.Picoseconds);
            if (moved > 0) dispatcher.OnMemoryMoved(vm.Vm.Vcpus, memory, vm.Shares, vm.StallFraction);
            MoveVcpus(vm);
        }

        Pay(vm);
        calendar.Schedule(vm.Period, new EventAction(this, 0, action.Index));
    }

    /// <inheritdoc />
    public void OnWorkDone(World world, in WorkItem item)
    {
        // Faults are over; nobody waits for them.
    }

    private void MoveVcpus(NumaVm vm)
    {
        if (vm.Preferred < 0) return;
        foreach (var vcpu in vm.Vm.Vcpus)
        {
            vcpu.Entity.PreferredNode = vm.Preferred;
            if (dispatcher.IsExecuting(vcpu)) scheduler.MoveToNode(vcpu, vm.Preferred);
        }
    }

    /// <summary>The vCPUs that run at this instant pay for the faults since the last time somebody did.</summary>
    private void Pay(NumaVm vm)
    {
        if (vm.Debt == 0) return;
        var running = 0;
        foreach (var vcpu in vm.Vm.Vcpus) running += dispatcher.IsExecuting(vcpu) ? 1 : 0;
        if (running == 0) return;
        var part = vm.Debt / running;
        vm.Debt = 0;
        foreach (var vcpu in vm.Vm.Vcpus)
        {
            if (part > 0 && dispatcher.IsExecuting(vcpu)) dispatcher.Submit(vcpu, new WorkItem(part, this, 0), urgent: true);
        }
    }
}
