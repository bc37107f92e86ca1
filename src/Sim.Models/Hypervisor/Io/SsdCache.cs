using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hardware.Storage.Raid;

namespace Sim.Models.Hypervisor.Io;

/// <summary>The drive that caches of a host lie on, and what all of them count.</summary>
/// <remarks>Source: network-and-storage 9 (S2); Linux drivers/md (bcache, dm-cache). Page: docs/models/storage-path.md.</remarks>
public sealed class SsdCache
{
    /// <summary>An empty cache.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="parameters">The cache.</param>
    /// <param name="interrupt">Host interrupt handling before the storage thread is told.</param>
    /// <param name="streams">Sources of chance.</param>
    /// <param name="interrupts">Handlers on the host's pCPUs; null where the interrupt is a delay and no more.</param>
    public SsdCache(EventCalendar calendar, SsdCacheParameters parameters, SimDuration interrupt, RngStreams streams, HostInterrupts? interrupts = null)
    {
        Parameters = parameters;
        Drive = new StorageArray(calendar, new DriveSet(1, parameters.Drive) { Name = "host/cache" }, new RaidParameters(), interrupt, streams, interrupts: interrupts);
    }

    /// <summary>What the cache is like.</summary>
    public SsdCacheParameters Parameters { get; }

    /// <summary>The caching drive as the host sees it.</summary>
    public StorageArray Drive { get; }

    /// <summary>Reads with a place since the last reset.</summary>
    public long Reads { get; private set; }

    /// <summary>Those of which all was cached.</summary>
    public long Hits { get; private set; }

    /// <summary>Forgets the statistics and keeps what is cached: the end of the warm-up.</summary>
    /// <param name="now">The current time.</param>
    public void ResetStatistics(SimTime now)
    {
        (Reads, Hits) = (0, 0);
        Drive.Drives[0].ResetStatistics(now);
    }

    internal void Count(bool isHit)
    {
        Reads++;
        if (isHit) Hits++;
    }
}
