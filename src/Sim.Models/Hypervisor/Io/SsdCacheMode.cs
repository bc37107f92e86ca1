namespace Sim.Models.Hypervisor.Io;

/// <summary>What a cache on a solid-state drive does with writes.</summary>
public enum SsdCacheMode
{
    /// <summary>They go to the drives, and what the cache holds of them is renewed behind their back: none is faster than without a cache.</summary>
    WriteThrough,

    /// <summary>The cache takes them, and writes them to the drives later.</summary>
    WriteBack,
}
