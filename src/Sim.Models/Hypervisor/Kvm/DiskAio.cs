namespace Sim.Models.Hypervisor.Kvm;

/// <summary>How QEMU hands requests to the kernel.</summary>
public enum DiskAio
{
    /// <summary>Submission and completion rings.</summary>
    IoUring,

    /// <summary>Linux AIO; needs O_DIRECT.</summary>
    Native,

    /// <summary>Blocking calls by a pool of worker threads.</summary>
    Threads,
}
