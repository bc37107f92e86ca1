namespace Sim.Models.Hypervisor.Io;

/// <summary>Is told by the host's interrupt handler what a drive or controller has done.</summary>
internal interface IHostInterruptSink
{
    /// <summary>The handler found a command done.</summary>
    /// <param name="number">The owner's number for the drive or controller.</param>
    /// <param name="id">The owner's number for the command.</param>
    void OnInterrupt(int number, int id);
}
