using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Esxi;

/// <content>
/// Limits. A group runs on until its limit time is the enforcement slack ahead of the clock; then all its worlds wait, ready and held back by the limit,
/// until the clock has caught up. Source: Cpu.LimitEnforcementThreshold, cpu-and-memory 2.1.
/// </content>
public sealed partial class ProportionalShareScheduler
{
    /// <summary>Limits are looked at no more often than this: where worlds share cores the time left is known only from below.</summary>
    private static readonly SimDuration LimitGrain = SimDuration.FromMicroseconds(100);

    private readonly List<LimitClock> _clocks = [];
    private bool[] _looksAgain = [];

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        var clock = _clocks[action.Index];
        clock.IsArmed = false;
        var group = clock.Group;
        Settle(group);
        if (group.IsHeld) LetGo(clock);
        else if (group.IsBeyondLimit(_host.Now, parameters.LimitSlack)) HoldBack(clock);
        else Watch(clock);
    }

    private void CountRunning(World world, int change)
    {
        for (var group = world.Entity.Claim; group is not null; group = group.Parent)
        {
            group.Running += change;
            if (!group.HasLimit || change < 0 || group.IsHeld) continue;
            if (group.Running > 1) Settle(group);
            Watch(ClockOf(group));
        }
    }

    private void Settle(ResourceGroup group)
    {
        for (var pcpu = 0; pcpu < _host.Topology.Pcpus; pcpu++)
        {
            if (_host.RunningOn(pcpu) is { Entity.Claim: { } claim } && group.Contains(claim)) _host.Settle(pcpu);
        }
    }

    /// <summary>Sets the clock for the earliest time at which the limit can be used up.</summary>
    private void Watch(LimitClock clock)
    {
        if (clock.Group.TimeToHold(_host.Now, parameters.LimitSlack) is { } left) Arm(clock, _host.Now + (left > LimitGrain ? left : LimitGrain));
    }

    private void HoldBack(LimitClock clock)
    {
        var group = clock.Group;
        group.IsHeld = true;
        foreach (var queue in _queues)
        {
            for (var i = queue.Count - 1; i >= 0; i--)
            {
                var world = queue[i];
                if (!group.Contains(world.Entity.Claim!)) continue;
                Remove(world);
                Hold(world, group);
            }
        }

        Arm(clock, new SimTime(group.LimitedUntil));
        for (var pcpu = 0; pcpu < _host.Topology.Pcpus; pcpu++)
        {
            if (_host.RunningOn(pcpu) is { State: WorldState.Running, Entity.Claim: { } claim } && group.Contains(claim)) _host.Reconsider(pcpu);
        }
    }

    private void LetGo(LimitClock clock)
    {
        var group = clock.Group;
        if (group.LimitedUntil > _host.Now.Picoseconds)
        {
            // A world that was just being started ran a little more.
            Arm(clock, new SimTime(group.LimitedUntil));
            return;
        }

        group.IsHeld = false;
        while (group.Held.Count > 0)
        {
            var world = group.Held[0];
            Remove(world);
            if (world.Entity.Claim!.Holder() is { } holder)
            {
                Hold(world, holder);
                continue;
            }

            // Whoever took its place meanwhile may have to make room.
            Place(world);
        }
    }

    private void Hold(World world, ResourceGroup holder)
    {
        holder.Held.Add(world);
        world.Entity.IsQueued = true;
        world.SetThrottled(throttled: true, _host.Now);
    }

    private LimitClock ClockOf(ResourceGroup group)
    {
        foreach (var clock in _clocks)
        {
            if (ReferenceEquals(clock.Group, group)) return clock;
        }

        var added = new LimitClock(group, _clocks.Count);
        _clocks.Add(added);
        return added;
    }

    private void Arm(LimitClock clock, SimTime time)
    {
        if (clock.IsArmed && clock.At <= time) return;
        if (clock.IsArmed) _host.Calendar.Cancel(clock.Handle);
        (clock.IsArmed, clock.At) = (true, time);
        clock.Handle = _host.Calendar.ScheduleAt(time, new EventAction(this, 0, clock.Index), EventPhase.Decide);
    }

    /// <summary>When to look at the limit of a group again.</summary>
    private sealed class LimitClock(ResourceGroup group, int index)
    {
        public ResourceGroup Group { get; } = group;

        public int Index { get; } = index;

        public bool IsArmed { get; set; }

        public SimTime At { get; set; }

        public EventHandle Handle { get; set; }
    }
}
