using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>The host's page cache as one disk finds it.</summary>
public sealed record PageCacheParameters
{
    /// <summary>Chance that a read finds its blocks.</summary>
    [Parameter("Chance that a read finds its blocks in the host's page cache.", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%",
        Certainty = Certainty.Assumed, Source = "own choice: guests cache the same blocks, so that few hits are left")]
    public double Hits { get; init; } = 0.1;

    /// <summary>Looking a page up.</summary>
    [Parameter("CPU of looking up and pinning pages, each request.", Min = 0, Max = 100, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.2: reads hit DRAM in 2 to 5 us")]
    public SimDuration Access { get; init; } = SimDuration.FromMicroseconds(2);

    /// <summary>Copying.</summary>
    [Parameter("CPU of copying one KiB between page cache and guest.", Min = 0, Max = 10, Unit = "us",
        Certainty = Certainty.Assumed, Source = "network-and-storage 2.2: 0.1 us a KiB")]
    public SimDuration CopyPerKiB { get; init; } = SimDuration.FromMicroseconds(0.1);

    /// <summary>Dirty bytes above which writers wait for the drive.</summary>
    [Parameter("Dirty bytes of one disk above which its writes wait for the drive.", Dimension = Dimension.Bytes, Min = 0, Max = 1048576, Unit = "MiB",
        Certainty = Certainty.Assumed, Source = "own choice; Linux: vm.dirty_ratio 20 % of the memory that is free, all writers together")]
    public long DirtyLimit { get; init; } = 256L << 20;
}
