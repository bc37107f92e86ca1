using Sim.Models.Hypervisor.Io;

namespace Sim.Models.Attribution;

/// <summary>Passes on what a second array tells, under numbers that the first one does not use.</summary>
/// <param name="listener">Who listens.</param>
/// <param name="first">Number of the second array's transfer 0.</param>
internal sealed class OffsetTransfers(ITransferTrace listener, int first) : ITransferTrace
{
    public void Submitted(int id, IBlockClient client, int index) => listener.Submitted(first + id, client, index);

    public void Issued(int id, int commands) => listener.Issued(first + id, commands);

    public void Arrived(int id) => listener.Arrived(first + id);
}
