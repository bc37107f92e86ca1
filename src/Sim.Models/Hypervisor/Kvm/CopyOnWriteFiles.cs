using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor.Io;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>A file system that writes every overwrite to a new place (btrfs): CPU for trees and checksums, and nodes written when the transaction commits.</summary>
/// <remarks>Leaves out fragmentation, which slows reads larger than a block, and commits as events of their own. Source: network-and-storage 2.5.
/// Page: docs/models/storage-path.md.</remarks>
/// <param name="parameters">What it adds.</param>
/// <param name="random">Decides how many nodes an overwrite dirties.</param>
public sealed class CopyOnWriteFiles(CopyOnWriteParameters parameters, RngStream random) : IBlockLayer
{
    private const int KiB = 1024;

    /// <inheritdoc />
    public void Apply(ref BlockPlan plan)
    {
        for (var i = 0; i < plan.Count; i++)
        {
            var (operation, bytes, _) = plan[i];
            if (operation == IoOperation.Read)
            {
                plan.Cpu += parameters.VerifyPerKiB.Picoseconds * bytes / KiB;
            }
            else if (operation == IoOperation.Write)
            {
                plan.Cpu += parameters.Overwrite.Picoseconds;
                plan.WrittenLater += Nodes() * parameters.NodeSize;
            }
        }
    }

    private int Nodes()
    {
        var whole = (int)parameters.Nodes;
        return random.NextUniform() < parameters.Nodes - whole ? whole + 1 : whole;
    }
}
