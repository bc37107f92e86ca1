using Sim.Core.Tracing;

namespace Sim.Models.Hypervisor.Io;

/// <summary>Remembers whom the array's transfers serve, so that a drive's command names its disk request in a trace.</summary>
/// <param name="owners">The operations of the array's clients.</param>
/// <param name="links">Where drives look.</param>
internal sealed class TransferTrace(TraceOwners owners, TraceLinks links) : ITransferTrace
{
    public void Submitted(int id, IBlockClient client, int index) => links.Set(id, owners.Of(client)?.IdOf(index) ?? 0);
}
