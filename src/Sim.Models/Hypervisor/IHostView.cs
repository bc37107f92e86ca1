using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;

namespace Sim.Models.Hypervisor;

/// <summary>What a scheduling policy may see of the host.</summary>
public interface IHostView
{
    /// <summary>The current time.</summary>
    SimTime Now { get; }

    /// <summary>Cores and nodes.</summary>
    CoreTopology Topology { get; }

    /// <summary>Idle pCPUs.</summary>
    IdlePcpus Idle { get; }

    /// <summary>The world on a pCPU, or null.</summary>
    World? RunningOn(int pcpu);

    /// <summary>Who may share a core; null when anybody may.</summary>
    CoreSharing? Sharing { get; }

    /// <summary>Whether a pCPU runs a world that could be taken off it at this instant: not one that is just being started or is telling of its work.</summary>
    bool CanStop(int pcpu);

    /// <summary>The world whose code makes others ready at this instant; null when a device or a timer does.</summary>
    World? Waker { get; }

    /// <summary>Whether a pCPU executes a world, which could be displaced at this instant.</summary>
    bool CanDisplace(int pcpu);

    /// <summary>Takes a world that executes off its pCPU, as the stopper thread of Linux does; it waits where the policy puts it. <see cref="Refill"/> follows.</summary>
    World Displace(int pcpu);

    /// <summary>A pCPU that lost its world chooses the next; the one displaced may run on another.</summary>
    void Refill(int pcpu, World displaced);

    /// <summary>The events of the host, for a policy's own timers.</summary>
    EventCalendar Calendar { get; }

    /// <summary>Charges the world on a pCPU for its time until now.</summary>
    void Settle(int pcpu);

    /// <summary>Looks at a pCPU again after its queue changed.</summary>
    void Reconsider(int pcpu);
}
