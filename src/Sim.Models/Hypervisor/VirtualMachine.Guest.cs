using Sim.Core.Time;
using Sim.Models.Hypervisor.Guest;

namespace Sim.Models.Hypervisor;

/// <content>What the guest's kernel does with its vCPUs: locks, inter-processor interrupts, timer ticks.</content>
public sealed partial class VirtualMachine
{
    private const double GoldenRatio = 0.6180339887498949;

    private readonly List<GuestLock> _locks = [];

    /// <summary>Its vCPUs that spin.</summary>
    public SpinLoops Spins { get; }

    /// <summary>Its TLB shootdowns.</summary>
    public TlbShootdowns TlbShootdowns { get; }

    /// <summary>Its kernel's locks.</summary>
    public IReadOnlyList<GuestLock> Locks => _locks;

    internal SimTime Now => _dispatcher.Now;

    /// <summary>Adds a spinlock.</summary>
    /// <param name="name">Name for reports.</param>
    /// <param name="order">Who is next.</param>
    public GuestLock AddLock(string name, LockOrder order)
    {
        var added = new GuestLock(name, order, this);
        _locks.Add(added);
        return added;
    }

    /// <summary>Lets the guest poll before it halts; it switches the host's polling for its vCPUs off (MSR_KVM_POLL_CONTROL).</summary>
    /// <remarks>A vCPU that polls looks once a round of its loop; it has no exit to come back from. Source: Linux drivers/cpuidle/cpuidle-haltpoll.c, arch_haltpoll_enable.</remarks>
    /// <param name="parameters">The module parameters.</param>
    public void PollBeforeHalting(GuestHaltPoll parameters)
    {
        foreach (var vcpu in Vcpus) (vcpu.HaltPoll, vcpu.Polling) = (new HaltPollGovernor(parameters, _pauseRound), PollPolicy.Off);
    }

    /// <summary>Index of one of its vCPUs.</summary>
    public int IndexOf(World vcpu) => vcpu.Id - Vcpus[0].Id;

    /// <summary>A task goes on with its next piece of work on the vCPU it is on, before anything but interrupts.</summary>
    /// <param name="vcpu">The vCPU, whose sink is being told that the piece before is done.</param>
    /// <param name="item">The next piece.</param>
    public void Continue(World vcpu, in WorkItem item) => _dispatcher.Continue(vcpu, in item);

    /// <summary>What a vCPU's task touched was swapped out by the hypervisor: the vCPU waits.</summary>
    /// <param name="vcpu">The vCPU, whose sink is being told.</param>
    internal void BeginSwapWait(World vcpu) => _dispatcher.BeginSwapWait(vcpu);

    /// <summary>It is back: the vCPU goes on with the task.</summary>
    /// <param name="vcpu">The vCPU.</param>
    /// <param name="item">What the task does next.</param>
    internal void EndSwapWait(World vcpu, in WorkItem item)
    {
        Trace?.Given(in item, vcpu);
        _dispatcher.EndSwapWait(vcpu, in item);
    }

    /// <summary>Guests of one host were not started at the same time: their ticks are spread over the period; vCPUs of one guest tick together.</summary>
    private void StartTicks(GuestCosts costs, double clock)
    {
        if (costs.TickRate == 0) return;
        var period = SimDuration.FromSeconds(1 / costs.TickRate);
        var turns = Id * GoldenRatio;
        var phase = new SimDuration((long)(period.Picoseconds * (turns - Math.Floor(turns))));
        // Of every two exits one programs the timer and one is its expiry.
        var perExit = (_exits.Kernel + _exits.TimerWrite) / 2 / clock * SimDuration.PerSecond;
        foreach (var vcpu in Vcpus) vcpu.TickEvery(period, phase, (long)(costs.TickExits * perExit));
    }
}
