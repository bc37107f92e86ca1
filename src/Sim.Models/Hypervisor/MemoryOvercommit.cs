using System.Collections.Immutable;
using Sim.Models.Hardware.Memory;

namespace Sim.Models.Hypervisor;

/// <summary>Works out what is shared, ballooned and swapped when VMs touch more memory than the host has.</summary>
/// <remarks>
/// Models the resting point of reclaim: the free-memory target, page sharing, balloons that take idle memory in proportion, then host
/// swapping by age or at random; and the share of active memory each VM lost. Leaves out how long reclaim takes, compression and shares
/// between VMs. Memory that a VM has reserved is shared but neither ballooned nor swapped; that the pages shared are those without a reservation is assumed. Source: cpu-and-memory 4.2-4.6, 5.1-5.5. Page: docs/models/memory.md.
/// </remarks>
public static class MemoryOvercommit
{
    /// <summary>ESXi's free-memory target: 6 % of the first 4 GiB, 4 % to 12, 2 % to 28, 1 % of the rest.</summary>
    /// <param name="size">Host memory, bytes.</param>
    public static long MinimumFree(long size)
    {
        const long GiB = 1L << 30;
        var percent = (6 * Math.Min(size, 4 * GiB))
            + (4 * Math.Clamp(size - (4 * GiB), 0, 8 * GiB))
            + (2 * Math.Clamp(size - (12 * GiB), 0, 16 * GiB))
            + Math.Max(0, size - (28 * GiB));
        return percent / 100;
    }

    /// <summary>Finds the resting point.</summary>
    /// <param name="parameters">What the hypervisor can do.</param>
    /// <param name="memory">The host's memory.</param>
    /// <param name="vms">The VMs.</param>
    public static MemorySettlement Settle(MemoryOvercommitParameters parameters, MemoryParameters memory, ImmutableArray<MemoryDemand> vms)
    {
        var touched = 0L;
        var overhead = 0L;
        var idle = 0L;
        var balloonable = 0L;
        var takeable = 0L;
        foreach (var vm in vms)
        {
            var vmTouched = vm.TouchedBytes;
            var vmIdle = (long)(vm.Configured * Math.Max(0, vm.Touched - vm.Active));
            touched += vmTouched;
            takeable += vm.Takeable;
            idle += vmIdle;
            balloonable += Math.Min(Math.Min(vmIdle, vm.Takeable), (long)(vm.Configured * parameters.BalloonLimit));
            overhead += parameters.OverheadOf(in vm);
        }

        var demand = touched + overhead + parameters.HostReserve + MinimumFree(memory.Size);
        var shortage = Math.Max(0, demand - memory.Size);
        var shared = Math.Min(shortage, (long)(touched * parameters.Shareable));
        var ballooned = Math.Min(shortage - shared, balloonable);
        var left = shortage - shared - ballooned;
        var swappable = Math.Max(0, takeable - shared - ballooned);
        var swapped = Math.Min(left, Math.Min(memory.Swap, swappable));
        var lost = ActiveLost(parameters, swappable, idle - ballooned, swapped);
        return new MemorySettlement
        {
            Demand = demand,
            Shortage = shortage,
            Shared = shared,
            Ballooned = ballooned,
            Swapped = swapped,
            Missing = left - swapped,
            // Of a VM that is reserved in part only the rest is swapped.
            ActiveLost = [.. vms.Select(vm => vm.Reserved == 0 ? lost : vm.TouchedBytes == 0 ? 0 : lost * vm.Takeable / vm.TouchedBytes)],
        };
    }

    private static double ActiveLost(MemoryOvercommitParameters parameters, long resident, long idle, long swapped)
    {
        if (swapped <= 0 || resident <= 0) return 0;
        if (!parameters.SwapsLeastRecentlyUsed) return (double)swapped / resident;
        var active = resident - idle;
        return active > 0 ? Math.Clamp((double)(swapped - idle) / active, 0, 1) : 0;
    }
}
