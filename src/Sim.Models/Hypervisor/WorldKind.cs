namespace Sim.Models.Hypervisor;

/// <summary>What a schedulable entity does. ESXi calls them worlds, Linux threads.</summary>
public enum WorldKind
{
    /// <summary>A virtual processor.</summary>
    Vcpu,

    /// <summary>A thread that serves a virtual disk: QEMU iothread, VMkernel vSCSI world.</summary>
    Storage,

    /// <summary>QEMU's main loop where it serves a virtual disk, without an iothread: a storage thread to those who count, an emulator thread to those who pin and cap.</summary>
    MainLoop,

    /// <summary>A thread that serves a virtual NIC: vhost kthread, VMkernel net world.</summary>
    Network,

    /// <summary>Host receive processing of one NIC queue: softirq, VMkernel poll world.</summary>
    HostInterrupt,
}
