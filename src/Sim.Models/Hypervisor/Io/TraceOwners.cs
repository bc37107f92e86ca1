using Sim.Core.Tracing;

namespace Sim.Models.Hypervisor.Io;

/// <summary>Finds the traced operation behind a client's own number.</summary>
internal sealed class TraceOwners
{
    private readonly Dictionary<IBlockClient, AsyncTrace> _operations = new(ReferenceEqualityComparer.Instance);

    public void Add(IBlockClient client, AsyncTrace operations) => _operations.Add(client, operations);

    /// <summary>The client's operations, or null when it has none.</summary>
    public AsyncTrace? Of(IBlockClient client) => _operations.GetValueOrDefault(client);
}
