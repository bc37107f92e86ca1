namespace Sim.Models.Hypervisor.Guest;

/// <summary>Whether guests use a help that the hypervisor may offer them.</summary>
public enum Paravirtual
{
    /// <summary>As the hypervisor offers by default: on under KVM, off under ESXi.</summary>
    Auto,

    /// <summary>Guests use it.</summary>
    On,

    /// <summary>Guests do without.</summary>
    Off,
}
