using Sim.Models.Hardware.Storage;

namespace Sim.Models.Hypervisor.Io;

/// <summary>Decides when a VM's request may go on to the backend: queue limits of a device, fairness between VMs, limits of a file.</summary>
public interface IBlockGate
{
    /// <summary>A request asks to go on, at once or later.</summary>
    /// <param name="operation">Read, write or flush.</param>
    /// <param name="offset">First byte, or <see cref="IoCommand.Anywhere"/>.</param>
    /// <param name="bytes">Size.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="client">Who is told when it is done.</param>
    /// <param name="index">The client's own number.</param>
    void Enter(IoOperation operation, long offset, int bytes, int vm, IBlockClient client, int index);

    /// <summary>A request of a VM is done.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="index">The client's own number.</param>
    void Leave(int vm, int index);
}
