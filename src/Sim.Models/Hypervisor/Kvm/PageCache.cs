using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hypervisor.Io;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>QEMU's cache modes: what the host's page cache keeps from the drive, and what must be on it before a write is acknowledged.</summary>
/// <remarks>
/// Models hits by chance, copies on the thread, writes acknowledged from memory until too many bytes are dirty, and a flush behind each
/// write where the mode asks for it; a guest's flush waits for what was dirty before (<see cref="BackgroundWrites"/>). Leaves out which blocks are cached and read-ahead. Source: network-and-storage 2.2.
/// Page: docs/models/storage-path.md.
/// </remarks>
/// <param name="mode">The mode.</param>
/// <param name="parameters">The page cache.</param>
/// <param name="background">Where dirty pages go.</param>
/// <param name="random">Decides about hits.</param>
public sealed class PageCache(DiskCache mode, PageCacheParameters parameters, BackgroundWrites background, RngStream random) : IBlockLayer
{
    private const int KiB = 1024;

    /// <inheritdoc />
    public void Apply(ref BlockPlan plan)
    {
        var asked = plan;
        plan.ClearSteps();
        for (var i = 0; i < asked.Count; i++)
        {
            var (operation, bytes, offset) = asked[i];
            if (operation == IoOperation.Write) Write(ref plan, bytes, offset);
            else if (operation == IoOperation.Read ? !IsHit(ref plan, bytes) : operation != IoOperation.Flush || mode != DiskCache.Unsafe) plan.Add(operation, bytes, offset);
        }
    }

    private bool IsHit(ref BlockPlan plan, int bytes)
    {
        if (mode is DiskCache.None or DiskCache.Directsync) return false;
        Touch(ref plan, bytes);
        return random.NextUniform() < parameters.Hits;
    }

    private void Write(ref BlockPlan plan, int bytes, long offset)
    {
        if (mode != DiskCache.Directsync) Touch(ref plan, bytes);
        if (mode is (DiskCache.Writeback or DiskCache.Unsafe) && background.PendingBytes + bytes <= parameters.DirtyLimit)
        {
            plan.WrittenLater += bytes;
            return;
        }

        plan.Add(IoOperation.Write, bytes, offset);
        if (mode is DiskCache.Directsync or DiskCache.Writethrough) plan.Add(IoOperation.Flush, 0);
    }

    private void Touch(ref BlockPlan plan, int bytes) =>
        plan.Cpu += parameters.Access.Picoseconds + (parameters.CopyPerKiB.Picoseconds * bytes / KiB);
}
