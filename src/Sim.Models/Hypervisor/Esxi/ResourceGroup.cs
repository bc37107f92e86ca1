using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Esxi;

/// <summary>A resource pool, a VM, or a world of the host: what it may claim and how much of it it has had.</summary>
/// <remarks>
/// Models, on every level, a virtual time (consumption over shares), a reservation time (consumption over reservation: behind the clock means below the
/// reservation) and a limit time (consumption over limit: ahead of the clock means over the limit). Consumption is charged time: 62.5 % beside a busy sibling, times actual over sustained clock.
/// Source: cpu-and-memory 2.1, 2.2, A.3. Page: docs/models/cpu.md.
/// </remarks>
public sealed class ResourceGroup
{
    internal const int ReferenceShares = 1000;
    private const int RatioShift = 24;

    private readonly long _perReserved;
    private readonly long _perLimit;
    private readonly int _depth;
    private long[] _chosenTime = [];

    internal ResourceGroup(string name, ResourceGroup? parent, CpuAllocation allocation)
    {
        Check.That(allocation.Shares > 0 && allocation.Reservation >= 0 && allocation.Limit > 0, "shares and limit are above zero, a reservation is not below");
        (Name, Parent, Allocation) = (name, parent, allocation);
        _perReserved = allocation.Reservation > 0 ? (long)((1 << RatioShift) / allocation.Reservation) : 0;
        _perLimit = HasLimit ? (long)((1 << RatioShift) / allocation.Limit) : 0;
        _depth = parent is null ? 0 : parent._depth + 1;
        IsLimited = HasLimit || parent is { IsLimited: true };
    }

    /// <summary>Name for reports; empty for the root.</summary>
    public string Name { get; }

    /// <summary>The pool it is in; null for the root.</summary>
    public ResourceGroup? Parent { get; }

    /// <summary>What it may claim.</summary>
    public CpuAllocation Allocation { get; }

    /// <summary>Its pools and VMs in the order they were added.</summary>
    public List<ResourceGroup> Children { get; } = [];

    /// <summary>Whether it or a pool above it has a limit.</summary>
    public bool IsLimited { get; }

    /// <summary>Whether it has a limit of its own.</summary>
    public bool HasLimit => !double.IsPositiveInfinity(Allocation.Limit);

    /// <summary>Whether its limit keeps it from running now.</summary>
    public bool IsHeld { get; internal set; }

    /// <summary>Charged time over shares, picoseconds at 1000 shares.</summary>
    public long VirtualTime { get; private set; }

    /// <summary>The reservation is used up until this time, picoseconds.</summary>
    internal long ReservedUntil { get; private set; }

    /// <summary>The limit is used up until this time, picoseconds.</summary>
    internal long LimitedUntil { get; private set; }

    /// <summary>Worlds in it that want to run.</summary>
    internal int Runnable { get; set; }

    /// <summary>Worlds in it that are on a pCPU.</summary>
    internal int Running { get; set; }

    /// <summary>Worlds that wait for the limit to let them go, first come first served.</summary>
    internal RunQueue Held { get; } = new();

    internal bool HasReservation => _perReserved > 0;

    /// <summary>Whether turns of its worlds are counted: those of a pool, and of a VM in one or with a limit.</summary>
    internal bool CountsTurns => IsLimited || _depth > 1;

    /// <summary>Whether it has had less than its reservation, the time of turns under way counted as had.</summary>
    internal bool IsBelowReservation(SimTime now, long underWay = 0) => _perReserved > 0 && ReservedUntil + Times(underWay, _perReserved) <= now.Picoseconds;

    /// <summary>What the turns of a pool's worlds, but for one of them, will have charged it when they end: pCPUs that choose at one time must not all choose it.</summary>
    internal long UnderWay(World except, long quantum) =>
        Children.Count == 0 ? 0 : (Running - (except.State == WorldState.Running ? 1 : 0)) * quantum;

    /// <summary>The groups below the first common ancestor of two groups.</summary>
    internal static void Diverge(ref ResourceGroup one, ref ResourceGroup other)
    {
        while (!ReferenceEquals(one.Parent, other.Parent))
        {
            if (one._depth >= other._depth)
            {
                var up = one.Parent!;
                if (one._depth == other._depth) other = other.Parent!;
                one = up;
            }
            else
            {
                other = other.Parent!;
            }
        }
    }

    /// <summary>Charges the group and every pool above it for a world's time.</summary>
    /// <param name="charged">Charged picoseconds.</param>
    /// <param name="from">When the world began to run them.</param>
    /// <param name="node">The NUMA node where it ran them.</param>
    /// <param name="lag">Furthest that a child may be ahead of the one chosen last, picoseconds at 1000 shares.</param>
    /// <param name="limitSlack">How much of a limit a group that wants to run but waits may save up.</param>
    /// <param name="hasOwnCore">Whether the world ran on a core that is its own: reservations and limits are used up all the same, shares are not.</param>
    internal void Charge(long charged, SimTime from, int node, long lag, SimDuration limitSlack, bool hasOwnCore = false)
    {
        for (var group = this; group.Parent is { } parent; group = parent)
        {
            var shares = group.Allocation.Shares;
            // What a reservation gave beyond the shares counts against the shares later, within the bound.
            if (!hasOwnCore) group.VirtualTime = Math.Min(group.VirtualTime + Scaled(charged, shares), Math.Max(group.VirtualTime, parent.ChosenTimeOn(node) + Scaled(lag, shares)));
            if (group._perReserved > 0)
                group.ReservedUntil = Math.Max(group.ReservedUntil, from.Picoseconds - lag) + Times(charged, group._perReserved);
            if (group._perLimit > 0) group.LimitedUntil = Math.Max(group.LimitedUntil, (from - limitSlack).Picoseconds) + Times(charged, group._perLimit);
        }
    }

    /// <summary>
    /// Virtual time of the child or world that was chosen last by its shares on a NUMA node: sleepers are measured against it. One for each node, since on one that is asked for more everybody's virtual
    /// time goes slower, and worlds compete on the node they live on.
    /// </summary>
    internal long ChosenTimeOn(int node) => node < _chosenTime.Length ? _chosenTime[node] : 0;

    /// <summary>A child or world was chosen by its shares.</summary>
    internal void NoteChosen(int node, long virtualTime)
    {
        if (node >= _chosenTime.Length) Array.Resize(ref _chosenTime, node + 1);
        _chosenTime[node] = Math.Max(_chosenTime[node], virtualTime);
    }

    /// <summary>It lives on a node: there it is no further ahead or behind than anybody may be.</summary>
    internal void OnMoved(int node, long lag)
    {
        var (chosen, most) = (Parent!.ChosenTimeOn(node), Scaled(lag, Allocation.Shares));
        VirtualTime = Math.Clamp(VirtualTime, chosen - most, chosen + most);
    }

    /// <summary>One of its worlds wants to run: what a sleeper may keep is bounded.</summary>
    internal void OnWoken(SimTime now, int node, long lag)
    {
        for (var group = this; group.Parent is { } parent; group = parent)
        {
            group.VirtualTime = Math.Max(group.VirtualTime, parent.ChosenTimeOn(node) - Scaled(lag, group.Allocation.Shares));
            if (group.Runnable++ > 0) continue;
            // A reservation that nobody used was there for others and is not handed out later; nor is a limit saved up in sleep.
            group.ReservedUntil = Math.Max(group.ReservedUntil, now.Picoseconds);
            group.LimitedUntil = Math.Max(group.LimitedUntil, now.Picoseconds);
        }
    }

    /// <summary>One of its worlds has nothing more to do.</summary>
    internal void OnBlocked()
    {
        for (var group = this; group.Parent is { } parent; group = parent) group.Runnable--;
    }

    /// <summary>One of its worlds was chosen to run.</summary>
    internal void OnChosen(SimTime now, int node)
    {
        for (var group = this; group.Parent is { } parent; group = parent)
        {
            if (!group.IsBelowReservation(now)) parent.NoteChosen(node, group.VirtualTime);
        }
    }

    /// <summary>The outermost group whose limit keeps this one from running; null when it may run.</summary>
    internal ResourceGroup? Holder()
    {
        ResourceGroup? holder = null;
        for (var group = this; group is not null; group = group.Parent)
        {
            if (group.IsHeld) holder = group;
        }

        return holder;
    }

    /// <summary>Whether a group is this one or in it.</summary>
    internal bool Contains(ResourceGroup other)
    {
        for (var group = other; group is not null; group = group.Parent)
        {
            if (ReferenceEquals(group, this)) return true;
        }

        return false;
    }

    /// <summary>Whether the limit is used up <paramref name="slack"/> ahead of the clock; charges are rounded down, so to the nanosecond.</summary>
    internal bool IsBeyondLimit(SimTime now, SimDuration slack) => LimitedUntil + SimDuration.FromNanoseconds(1).Picoseconds >= (now + slack).Picoseconds;

    /// <summary>How long its worlds may run on before the limit is used up <paramref name="slack"/> ahead, if each is charged in full; null for always.</summary>
    internal SimDuration? TimeToHold(SimTime now, SimDuration slack)
    {
        // Every picosecond the clock gains one and the limit time Running / limit.
        var rate = (Running * _perLimit) - (1L << RatioShift);
        if (rate <= 0) return null;
        var gap = Math.Max(0, (now + slack).Picoseconds - Math.Max(LimitedUntil, (now - slack).Picoseconds));
        return new SimDuration((long)((((Int128)gap << RatioShift) + rate - 1) / rate));
    }

    /// <summary>A time or bound at 1000 shares as one at other shares.</summary>
    internal static long Scaled(long time, long shares)
    {
        if (shares == ReferenceShares || time == 0) return time;
        // Two hours fit; a division of 128 bits costs as much as an event.
        return Math.Abs(time) < 1L << 52 ? time * ReferenceShares / shares : (long)((Int128)time * ReferenceShares / shares);
    }

    private static long Times(long time, long ratio) => (long)(((Int128)time * ratio) >> RatioShift);
}
