using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Guest;

/// <summary>A spinlock of a guest kernel: its holder and the vCPUs that spin for it.</summary>
/// <remarks>
/// Models locks in order of arrival (the next in line gets the lock even while its vCPU has no pCPU: lock-waiter preemption), locks that any
/// looping vCPU may grab, and paravirtual queued locks: the head of the queue gets the lock if it loops, is kicked if it halted, and whoever
/// comes while the lock is free takes it first. A holder without a pCPU keeps all of them waiting: lock-holder preemption. Leaves out the time that the lock's
/// cache line takes from core to core, nested locks and readers. Source: cpu-and-memory 1.12; Linux kernel/locking/qspinlock.c,
/// qspinlock_paravirt.h. Page: docs/models/guest.md.
/// </remarks>
public sealed class GuestLock : ISpinWait
{
    private readonly VirtualMachine _vm;
    private readonly LockOrder _order;
    private readonly bool _isParavirtual;
    private readonly World[] _waiters;
    private readonly SimTime[] _since;
    private int _waiting;

    /// <summary>A free lock.</summary>
    /// <param name="name">Name for reports.</param>
    /// <param name="order">Who is next; paravirtual guests have their own order.</param>
    /// <param name="vm">The VM whose kernel has it.</param>
    public GuestLock(string name, LockOrder order, VirtualMachine vm)
    {
        (Name, _order, _vm, _isParavirtual) = (name, order, vm, vm.Spins.IsParavirtual);
        _waiters = new World[vm.Vcpus.Length];
        _since = new SimTime[vm.Vcpus.Length];
    }

    /// <summary>Name for reports.</summary>
    public string Name { get; }

    /// <summary>The vCPU that has it, or for which it is reserved; null when it is free.</summary>
    public World? Holder { get; private set; }

    /// <summary>vCPUs that wait for it.</summary>
    public int Waiting => _waiting;

    /// <summary>Times it was taken.</summary>
    public long Acquisitions { get; private set; }

    /// <summary>Times a vCPU had to wait for it.</summary>
    public long Contentions { get; private set; }

    /// <summary>Time from wanting it to having it with a pCPU to use it, summed over ended waits.</summary>
    public SimDuration Waited { get; private set; }

    /// <inheritdoc />
    bool ISpinWait.MayHalt => _isParavirtual;

    /// <summary>A task on a vCPU wants the lock: it goes on with a piece of work as soon as it has it.</summary>
    /// <param name="vcpu">The vCPU, whose sink is being told that the work before is done.</param>
    /// <param name="section">The work under the lock.</param>
    public void Acquire(World vcpu, in WorkItem section)
    {
        Check.That(!ReferenceEquals(Holder, vcpu), "a vCPU takes a lock that it holds");
        _vm.Spins.EnterKernel(vcpu, +1);
        if (Holder is null)
        {
            Take(vcpu);
            _vm.Continue(vcpu, in section);
            return;
        }

        Contentions++;
        _waiters[_waiting++] = vcpu;
        _since[_vm.IndexOf(vcpu)] = _vm.Now;
        _vm.Spins.Wait(vcpu, this, in section);
    }

    /// <summary>The holder leaves: somebody else may have the lock.</summary>
    /// <param name="vcpu">The holder.</param>
    public void Release(World vcpu)
    {
        Check.That(ReferenceEquals(Holder, vcpu), "a lock is released by another vCPU than its holder");
        _vm.Spins.EnterKernel(vcpu, -1);
        Holder = null;
        if (_waiting == 0) return;
        if (_isParavirtual)
        {
            if (_vm.Spins.IsLooping(_waiters[0])) Grant(0);
            else if (_waiters[0].IsParked) _vm.Spins.Kick(_waiters[0], by: vcpu);
        }
        else if (_order == LockOrder.Fifo)
        {
            Grant(0);
        }
        else
        {
            for (var i = 0; i < _waiting; i++)
            {
                if (!_vm.Spins.IsLooping(_waiters[i])) continue;
                Grant(i);
                return;
            }
        }
    }

    /// <summary>Clears the counts: the end of the warm-up.</summary>
    internal void ResetCounts() => (Acquisitions, Contentions, Waited) = (0, 0, SimDuration.Zero);

    /// <inheritdoc />
    bool ISpinWait.TryEnd(World vcpu)
    {
        if (Holder is null)
        {
            var at = Array.IndexOf(_waiters, vcpu, 0, _waiting);
            if (at > 0 && _isParavirtual) return false;
            Drop(at);
            Take(vcpu);
        }
        else if (!ReferenceEquals(Holder, vcpu))
        {
            return false;
        }

        Waited += _vm.Now - _since[_vm.IndexOf(vcpu)];
        return true;
    }

    private void Grant(int at)
    {
        var vcpu = _waiters[at];
        Drop(at);
        Take(vcpu);
        _vm.Spins.Look(vcpu);
    }

    private void Take(World vcpu)
    {
        Holder = vcpu;
        Acquisitions++;
    }

    private void Drop(int at)
    {
        _waiting--;
        Array.Copy(_waiters, at + 1, _waiters, at, _waiting - at);
    }
}
