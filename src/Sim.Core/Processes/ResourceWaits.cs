using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Processes;

/// <summary>
/// Lets coroutines wait at resources. Each wait ends as completed, timed out when its limit passes first (the customer reneges), interrupted,
/// or refused when the resource's line is full (the customer balks).
/// </summary>
public static class ResourceWaits
{
    /// <summary>Waits for a server and holds it until <see cref="ServerGrant.Release"/>. Does not wait when one is free.</summary>
    /// <param name="pool">The servers.</param>
    /// <param name="priority">Smaller is more urgent; 0 in a first-in-first-out pool.</param>
    /// <param name="limit">The longest wait, 0 or more; without one, as long as it takes.</param>
    public static ServerGrantWait Acquire(this ServerPool pool, int priority = 0, SimDuration? limit = null) => new(pool, null, priority, limit);

    /// <summary>Waits for a server and holds it, ready to lose it to a more urgent request.</summary>
    /// <remarks>
    /// A loss ends whatever wait the holder is in with <see cref="WaitOutcome.Preempted"/> and the work left; <see cref="ServerGrant.Regain"/>
    /// then waits for the server again. A coroutine may hold one such server at a time.
    /// </remarks>
    /// <param name="pool">The servers; their discipline must be preemptive.</param>
    /// <param name="work">How long the holder means to hold it, above 0.</param>
    /// <param name="priority">Smaller is more urgent.</param>
    /// <param name="limit">The longest wait, 0 or more; without one, as long as it takes.</param>
    public static ServerGrantWait AcquireFor(this ServerPool pool, SimDuration work, int priority, SimDuration? limit = null) =>
        new(pool, work, priority, limit);

    /// <summary>Has work done by one server, through preemptions, and waits until it is done.</summary>
    /// <param name="pool">The servers.</param>
    /// <param name="work">Time of one server, 0 or more.</param>
    /// <param name="priority">Smaller is more urgent; 0 in a first-in-first-out pool.</param>
    /// <param name="limit">When it reneges if it is in the queue at that time, 0 or more from now; not once it is served.</param>
    public static ResourceWait Serve(this ServerPool pool, SimDuration work, int priority = 0, SimDuration? limit = null) =>
        new(ServiceResource.Instance, pool, new(work.Picoseconds, priority), limit);

    /// <summary>Has work done by a shared capacity and waits until it is done.</summary>
    /// <param name="station">The capacity.</param>
    /// <param name="work">Time it takes at rate 1, 0 or more.</param>
    /// <param name="weight">Its share against the others', above 0.</param>
    /// <param name="limit">The longest stay, 0 or more; without one, as long as it takes.</param>
    public static ResourceWait Serve(this ProcessorSharing station, SimDuration work, double weight = 1, SimDuration? limit = null) =>
        new(SharingResource.Instance, station, new(work.Picoseconds, Weight: weight), limit);

    /// <summary>Brings an amount and waits until there is room for all of it.</summary>
    /// <param name="container">The container.</param>
    /// <param name="amount">1 to the capacity.</param>
    /// <param name="limit">The longest wait, 0 or more; without one, as long as it takes.</param>
    public static ResourceWait Put(this Container container, long amount, SimDuration? limit = null) =>
        new(ContainerResource.Put, container, new(amount), limit);

    /// <summary>Takes an amount and waits until all of it is there.</summary>
    /// <param name="container">The container.</param>
    /// <param name="amount">1 to the capacity.</param>
    /// <param name="limit">The longest wait, 0 or more; without one, as long as it takes.</param>
    public static ResourceWait Get(this Container container, long amount, SimDuration? limit = null) =>
        new(ContainerResource.Get, container, new(amount), limit);

    /// <summary>Brings an item and waits until there is room for it.</summary>
    /// <param name="store">The store.</param>
    /// <param name="item">The item.</param>
    /// <param name="limit">The longest wait, 0 or more; without one, as long as it takes.</param>
    public static ResourceWait Put(this Store store, long item, SimDuration? limit = null) => new(StoreResource.Instance, store, new(item), limit);

    /// <summary>Takes the oldest item that a filter accepts and waits until there is one.</summary>
    /// <param name="store">The store.</param>
    /// <param name="filter">Which items; the default accepts all.</param>
    /// <param name="limit">The longest wait, 0 or more; without one, as long as it takes.</param>
    public static StoreItemWait Get(this Store store, in ItemFilter filter = default, SimDuration? limit = null) => new(store, in filter, limit);
}
