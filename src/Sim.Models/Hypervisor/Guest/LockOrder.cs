namespace Sim.Models.Hypervisor.Guest;

/// <summary>Who gets a guest spinlock next.</summary>
/// <remarks>Source: cpu-and-memory 1.12; Linux kernel/locking/qspinlock.c.</remarks>
public enum LockOrder
{
    /// <summary>Who waits longest, wherever its vCPU is: ticket locks and native queued locks.</summary>
    Fifo,

    /// <summary>Any vCPU that is looping on it: test-and-set locks, to which Linux falls back in a VM without paravirtual spinlocks.</summary>
    Unfair,
}
