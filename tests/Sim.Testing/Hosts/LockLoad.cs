using Sim.Core.Diagnostics;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;

namespace Sim.Testing.Hosts;

/// <summary>Every vCPU of a VM computes, takes a lock, computes under it, and begins again, with exponential times; checks what a lock promises.</summary>
public sealed class LockLoad : IWorkSink
{
    private readonly HostHarness _host;
    private readonly VirtualMachine _vm;
    private readonly RngStream _random;
    private readonly double _outside;
    private readonly double _hold;
    private readonly LockOrder _order;
    private readonly Queue<World> _line = new();
    private SimTime _lastEnd;
    private bool _stopped;

    /// <summary>Starts at once.</summary>
    /// <param name="host">The host.</param>
    /// <param name="vm">The VM, whose vCPUs have nothing else to do.</param>
    /// <param name="random">Source of chance.</param>
    /// <param name="outside">Mean work between two takings, 0 or more.</param>
    /// <param name="hold">Mean work under the lock.</param>
    /// <param name="order">Who gets the lock next.</param>
    public LockLoad(HostHarness host, VirtualMachine vm, RngStream random, SimDuration outside, SimDuration hold, LockOrder order = LockOrder.Fifo)
    {
        (_host, _vm, _random, _outside, _hold, _order) = (host, vm, random, outside.Picoseconds, hold.Picoseconds, order);
        Lock = vm.AddLock("lock", order);
        Rounds = new long[vm.Vcpus.Length];
        foreach (var vcpu in vm.Vcpus) host.Dispatcher.Submit(vcpu, Outside());
    }

    private enum Step
    {
        Outside,
        Section,
    }

    /// <summary>The lock.</summary>
    public GuestLock Lock { get; }

    /// <summary>Critical sections done, by vCPU.</summary>
    public long[] Rounds { get; }

    /// <summary>Ends the rounds under way and begins no more.</summary>
    public void Stop() => _stopped = true;

    /// <inheritdoc />
    public void OnWorkDone(World world, in WorkItem item)
    {
        if ((Step)item.Kind == Step.Outside)
        {
            if (_stopped) return;
            var hold = (long)(_hold * _random.NextExponential());
            _line.Enqueue(world);
            Lock.Acquire(world, new WorkItem(hold, this, (int)Step.Section, (int)Math.Min(int.MaxValue, hold)));
            return;
        }

        Check.That(ReferenceEquals(Lock.Holder, world), "a section ran without its lock");
        // Work never takes less than its nominal time, so sections that do not overlap end at least a section apart.
        Check.That(_host.Now - _lastEnd >= new SimDuration(item.Index), "two vCPUs were in the critical section");
        _lastEnd = _host.Now;
        if (_order == LockOrder.Fifo && !_vm.Spins.IsParavirtual) Check.That(ReferenceEquals(_line.Dequeue(), world), "somebody was overtaken");
        Rounds[_vm.IndexOf(world)]++;
        Lock.Release(world);
        if (!_stopped) _vm.Continue(world, Outside());
    }

    private WorkItem Outside() => new((long)(_outside * _random.NextExponential()), this, (int)Step.Outside);
}
