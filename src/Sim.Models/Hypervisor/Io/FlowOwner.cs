namespace Sim.Models.Hypervisor.Io;

/// <summary>How a flow number names its VM and its connection, as addresses and ports do on a real wire.</summary>
public static class FlowOwner
{
    private const int ConnectionBits = 8;

    /// <summary>The flow of a VM's connection.</summary>
    /// <param name="vmId">The VM.</param>
    /// <param name="connection">The connection; reduced to 8 bits.</param>
    public static int FlowOf(int vmId, int connection) => (vmId << ConnectionBits) | (connection & ((1 << ConnectionBits) - 1));

    /// <summary>The VM of a flow.</summary>
    /// <param name="flowId">The flow.</param>
    public static int VmOf(int flowId) => flowId >> ConnectionBits;
}
