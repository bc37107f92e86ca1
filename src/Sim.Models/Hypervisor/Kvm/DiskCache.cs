namespace Sim.Models.Hypervisor.Kvm;

/// <summary>QEMU's cache mode of a disk.</summary>
public enum DiskCache
{
    /// <summary>O_DIRECT: the host's page cache is passed by.</summary>
    None,

    /// <summary>O_DIRECT, and a flush after each write.</summary>
    Directsync,

    /// <summary>The host's page cache; writes are acknowledged from memory.</summary>
    Writeback,

    /// <summary>As writeback, but flushes of the guest are ignored: what is acknowledged may be lost.</summary>
    Unsafe,

    /// <summary>The host's page cache for reads; each write goes to the drive and is flushed.</summary>
    Writethrough,
}
