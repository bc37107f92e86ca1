namespace Sim.Models.Hypervisor.Kvm;

/// <summary>How a guest reaches its disk under KVM.</summary>
public enum DiskKind
{
    /// <summary>virtio-blk, served by QEMU.</summary>
    VirtioBlk,

    /// <summary>virtio-scsi, served by QEMU through its SCSI layer.</summary>
    VirtioScsi,

    /// <summary>The NVMe controller that QEMU emulates, in its main loop; every doorbell write is an exit.</summary>
    Nvme,

    /// <summary>virtio-blk served by a reactor of an SPDK process, which polls for ever.</summary>
    VhostUserBlk,

    /// <summary>The guest owns a controller or a virtual function of it.</summary>
    Vfio,

    /// <summary>A device that speaks virtio itself.</summary>
    Vdpa,
}
