namespace Sim.Models.Hypervisor.Kvm;

/// <summary>I/O scheduler of the host's block layer.</summary>
public enum DiskScheduler
{
    /// <summary>None.</summary>
    None,

    /// <summary>mq-deadline: one lock a device.</summary>
    MqDeadline,

    /// <summary>Kyber: no lock that all CPUs share.</summary>
    Kyber,

    /// <summary>BFQ: one lock a device, held longer.</summary>
    Bfq,
}
