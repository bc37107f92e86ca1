using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Parameters;

namespace Sim.Models.Hypervisor.Io;

/// <summary>A cache on a solid-state drive of its own in front of the host's drives.</summary>
/// <remarks>Page: docs/models/storage-path.md.</remarks>
public sealed record SsdCacheParameters
{
    /// <summary>What it does with writes.</summary>
    [Parameter("Writes: write-through (never faster than without a cache), write-back (bcache, dm-cache under KVM).")]
    public SsdCacheMode Mode { get; init; }

    /// <summary>The caching drive.</summary>
    [Parameter("The drive that holds the cache, of all VMs.")]
    public NvmeParameters Drive { get; init; } = new();

    /// <summary>Bytes that may be cached.</summary>
    [Parameter("Bytes that may be cached: of all VMs together (kvm), reserved for each VM's disk (esxi).", Dimension = Dimension.Bytes, Min = 1, Max = 16777216, Unit = "MiB")]
    public required long Capacity { get; init; }

    /// <summary>Bytes that are cached or dropped at one time.</summary>
    [Parameter("Bytes that are kept or dropped at one time (dm-cache: chunk; vFlash Read Cache: block of 4 KiB to 1 MiB), a power of two.", Dimension = Dimension.Bytes, Min = 4, Max = 1024, Unit = "KiB",
        Certainty = Certainty.Primary, Source = "LVM2 lib/config/defaults.h: DEFAULT_CACHE_POOL_CHUNK_SIZE 64 KB")]
    public int BlockSize { get; init; } = 64 * 1024;

    /// <summary>CPU of looking a request up.</summary>
    [Parameter("CPU of looking a request up, each.", Min = 0, Max = 100, Unit = "us", Certainty = Certainty.Assumed, Source = "own choice: a tree or hash, and a second submission for some")]
    public SimDuration Lookup { get; init; } = SimDuration.FromMicroseconds(1);

    /// <summary>Share of the cache that may hold what the drives do not have yet.</summary>
    [Parameter("Share of the cache above which writes go past it (write-back).", Dimension = Dimension.Fraction, Min = 1, Max = 100, Unit = "%",
        Certainty = Certainty.Primary, Source = "Linux drivers/md/bcache/writeback.h: CUTOFF_WRITEBACK 40 % of the cache in use")]
    public double DirtyLimit { get; init; } = 0.4;

    /// <summary>Share of such blocks above which they are written to the drives.</summary>
    [Parameter("Share of the cache that waits to be written before any of it is (write-back).", Dimension = Dimension.Fraction, Min = 0, Max = 100, Unit = "%",
        Certainty = Certainty.Primary, Source = "Linux drivers/md/bcache/writeback.c: writeback_percent 10")]
    public double DirtyTarget { get; init; } = 0.1;

    /// <summary>Blocks on their way from the cache to the drives at one time.</summary>
    [Parameter("Blocks on their way from cache to drives at one time (write-back).", Min = 1, Max = 1024,
        Certainty = Certainty.Assumed, Source = "own choice; Linux drivers/md/bcache/writeback.c: up to 64 keys in flight")]
    public int WriteBackDepth { get; init; } = 16;
}
