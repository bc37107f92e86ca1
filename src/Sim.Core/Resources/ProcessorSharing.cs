using System.Diagnostics.CodeAnalysis;
using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Time;

namespace Sim.Core.Resources;

/// <summary>A capacity that all jobs present share at once, by weight, none faster than a cap: a link, a memory bus, an ideal time-sharing host.</summary>
/// <remarks>
/// With weights w and cap r, job i runs at min(r, w_i x), where x makes the rates add up to the capacity (max-min fair filling). Jobs of one
/// weight form a class with a virtual time, the work that each of them was given per unit of weight; a job is done when its class reaches the
/// virtual time of its arrival plus work over weight. So an arrival touches one clock a class and one heap: O(log n + k) for n jobs of
/// k different weights, and no job is visited. Virtual times are real numbers, brought back to zero when their class empties and moved back
/// when they pass 2^40 ps, so that a departure is right to the rounding of one picosecond. Nothing is allocated when warm.
/// Source: virtual time after Parekh and Gallager, "A generalized processor sharing approach to flow control", IEEE/ACM ToN 1(3), 1993.
/// </remarks>
public sealed class ProcessorSharing : IEventTarget
{
    private const double FarVirtualTime = 1L << 40;

    private readonly EventCalendar _calendar;
    private readonly int _jobCapacity;
    private readonly ProcessorSharingStatistics? _statistics;
    private readonly RequestSlab<Job> _jobs = new();
    private ShareClass[] _classes = [];                           // heaviest first: the order in which the cap binds
    private SimTime _advanced;
    private EventHandle _departure;
    private long _sequence;

    /// <summary>An empty station.</summary>
    /// <param name="calendar">The replication's calendar.</param>
    /// <param name="capacity">Work done per unit of time by all jobs together, above 0: 4 for four cores.</param>
    /// <param name="rateCap">The fastest that one job may run, above 0; infinite for none. With capacity c and cap 1, c jobs run at full speed.</param>
    /// <param name="jobCapacity">Jobs that find room, 1 or more; one more is refused.</param>
    /// <param name="measured">Whether <see cref="Statistics"/> are kept; without them nothing is spent on them.</param>
    /// <exception cref="SimulationFault">A number is out of range.</exception>
    public ProcessorSharing(
        EventCalendar calendar, double capacity = 1, double rateCap = double.PositiveInfinity, int jobCapacity = int.MaxValue, bool measured = true)
    {
        Check.That(rateCap > 0, "a processor-sharing station's rate cap must be above 0");
        Check.That(jobCapacity > 0, "a processor-sharing station needs room for 1 job or more");
        Capacity = Check.Positive(capacity, "a processor-sharing station's capacity must be above 0 and finite");
        RateCap = rateCap;
        _calendar = calendar;
        _jobCapacity = jobCapacity;
        _advanced = calendar.Now;
        if (!measured) return;
        _statistics = new ProcessorSharingStatistics(capacity);
        _statistics.Reset(calendar.Now);
    }

    /// <summary>Work done per unit of time by all jobs together.</summary>
    public double Capacity { get; }

    /// <summary>The fastest that one job may run; infinite for none.</summary>
    public double RateCap { get; }

    /// <summary>Jobs in the station now.</summary>
    public int Present { get; private set; }

    /// <summary>Work done per unit of time now, 0 to <see cref="Capacity"/>.</summary>
    public double Rate { get; private set; }

    internal EventCalendar Calendar => _calendar;

    /// <summary>What was measured.</summary>
    /// <exception cref="SimulationFault">The station was built not to measure.</exception>
    public ProcessorSharingStatistics Statistics =>
        _statistics ?? throw new SimulationFault("this processor-sharing station was built with measured: false and keeps no statistics");

    /// <summary>Brings a job.</summary>
    /// <param name="work">Time it takes at rate 1, 0 or more.</param>
    /// <param name="done">Called when the work is done, with the job gone already; not called after a withdrawal.</param>
    /// <param name="weight">Its share against the others', above 0.</param>
    /// <returns>The ticket; <see cref="ResourceTicket.None"/> when the station is full.</returns>
    /// <exception cref="SimulationFault">The work is negative or the weight not above 0.</exception>
    public ResourceTicket Serve(SimDuration work, in EventAction done, double weight = 1)
    {
        Check.That(work >= SimDuration.Zero, "the work of a job is negative");
        Check.Positive(weight, "the weight of a job must be above 0 and finite");
        if (_statistics is not null) _statistics.Arrivals++;
        if (Present == _jobCapacity)
        {
            if (_statistics is not null) _statistics.Balked++;
            return ResourceTicket.None;
        }

        Advance();
        var group = ClassOf(weight);
        var id = _jobs.Rent();
        _jobs[id] = new Job { Done = done, Class = group, Arrived = _calendar.Now };
        group.Jobs.Add(id, new Finish(group.Virtual + (work.Picoseconds / weight), ++_sequence));
        Present++;
        _statistics?.Present.Add(_calendar.Now, 1);
        Share();
        return _jobs.TicketOf(id);
    }

    /// <summary>Takes a job out before its work is done.</summary>
    /// <param name="ticket">The ticket; a stale one or none is refused.</param>
    /// <returns>Whether the job was taken out; false when it has left.</returns>
    public bool Withdraw(ResourceTicket ticket)
    {
        if (!_jobs.TryFind(ticket, out var id)) return false;
        Advance();
        _statistics?.Renege(_calendar.Now, _jobs[id].Arrived);
        Leave(id);
        return true;
    }

    /// <summary>The work a job still needs, at rate 1.</summary>
    /// <param name="ticket">The ticket of a job in the station.</param>
    /// <exception cref="SimulationFault">The ticket is stale or none.</exception>
    public SimDuration WorkLeft(ResourceTicket ticket)
    {
        var id = Find(ticket);
        Advance();
        var group = _jobs[id].Class;
        return new SimDuration((long)Math.Round(Math.Max(0, group.Jobs.KeyOf(id).Virtual - group.Virtual) * group.Weight));
    }

    /// <summary>The rate at which a job runs now.</summary>
    /// <param name="ticket">The ticket of a job in the station.</param>
    /// <exception cref="SimulationFault">The ticket is stale or none.</exception>
    public double RateOf(ResourceTicket ticket)
    {
        var group = _jobs[Find(ticket)].Class;
        return group.Speed * group.Weight;
    }

    void IEventTarget.OnEvent(in EventAction action)
    {
        Advance();
        var job = _jobs[action.Index];
        if (_statistics is not null)
        {
            _statistics.Present.Add(_calendar.Now, -1);
            _statistics.Sojourn.Add(_calendar.Now - job.Arrived);
        }

        Leave(action.Index);                                      // own state first
        job.Done.Target.OnEvent(in job.Done);                     // call out last
    }

    private void Leave(int id)
    {
        var group = _jobs[id].Class;
        group.Jobs.Remove(id);
        if (group.Jobs.Count == 0) group.Virtual = 0;
        _jobs.Return(id);
        Present--;
        Share();
    }

    private void Advance()
    {
        var passed = (_calendar.Now - _advanced).Picoseconds;
        if (passed == 0) return;
        _advanced = _calendar.Now;
        foreach (var group in _classes)
        {
            if (group.Jobs.Count == 0) continue;
            group.Virtual += passed * group.Speed;
            if (group.Virtual > FarVirtualTime) group.Rebase();
        }
    }

    private void Share()
    {
        var weight = 0.0;
        for (var k = _classes.Length - 1; k >= 0; k--) _classes[k].WeightFromHere = weight += _classes[k].Jobs.Count * _classes[k].Weight;
        var left = Capacity;
        var isCapped = true;
        var first = -1;
        var firstFinish = new Finish(double.PositiveInfinity, long.MaxValue);
        foreach (var group in _classes)
        {
            if (group.Jobs.Count == 0) continue;

            // Once a class is not capped, no lighter one is, and what is left is shared in proportion.
            if (isCapped)
            {
                group.Speed = left / group.WeightFromHere;
                isCapped = group.Speed * group.Weight > RateCap;
                if (isCapped)
                {
                    group.Speed = RateCap / group.Weight;
                    left -= group.Jobs.Count * RateCap;
                }
                else
                {
                    left /= group.WeightFromHere;
                }
            }
            else
            {
                group.Speed = left;
            }

            var id = group.Jobs.First;
            var key = group.Jobs.KeyOf(id);
            var finish = new Finish(Math.Max(0, key.Virtual - group.Virtual) / group.Speed, key.Sequence);
            if (finish.Before(in firstFinish)) (first, firstFinish) = (id, finish);
        }

        Rate = Present == 0 ? 0 : isCapped ? Capacity - left : Capacity;
        _statistics?.SetRate(_calendar.Now, Rate);
        Plan(first, firstFinish.Virtual);
    }

    private void Plan(int id, double delay)
    {
        _calendar.Cancel(_departure);

        // What ends after the last instant that can be written never ends.
        if (id >= 0 && delay < (SimTime.Max - _calendar.Now).Picoseconds)
            _departure = _calendar.Schedule(new SimDuration((long)Math.Round(delay)), new EventAction(this, 0, id));
    }

    private ShareClass ClassOf(double weight)
    {
        ShareClass? free = null;
        foreach (var group in _classes)
        {
            if (group.Weight == weight) return group;
            if (group.Jobs.Count == 0) free = group;
        }

        if (free is null)
        {
            free = new ShareClass();
            Array.Resize(ref _classes, _classes.Length + 1);
            _classes[^1] = free;
        }

        free.Weight = weight;
        InsertByWeight(free);
        return free;
    }

    private void InsertByWeight(ShareClass moved)
    {
        var at = Array.IndexOf(_classes, moved);
        for (; at > 0 && _classes[at - 1].Weight < moved.Weight; at--) _classes[at] = _classes[at - 1];
        for (; at + 1 < _classes.Length && _classes[at + 1].Weight > moved.Weight; at++) _classes[at] = _classes[at + 1];
        _classes[at] = moved;
    }

    private int Find(ResourceTicket ticket)
    {
        if (!_jobs.TryFind(ticket, out var id)) ThrowStale();
        return id;
    }

    [DoesNotReturn]
    private static void ThrowStale() => throw new SimulationFault("a job was asked for by a stale ticket: it was done, withdrawn or refused before");

    // When a job ends: in the virtual time of its class, or as a delay from now. Equals end in the order in which they came.
    private readonly record struct Finish(double Virtual, long Sequence) : IHeapKey<Finish>
    {
        public bool Before(in Finish other) => Virtual < other.Virtual || (Virtual == other.Virtual && Sequence < other.Sequence);
    }

    private struct Job
    {
        public EventAction Done;
        public ShareClass Class;
        public SimTime Arrived;
    }

    private sealed class ShareClass
    {
        public IndexedHeap<Finish> Jobs { get; } = new();

        public double Weight { get; set; }

        public double Virtual { get; set; }

        public double Speed { get; set; }

        public double WeightFromHere { get; set; }

        public void Rebase()
        {
            // Subtracting one number from all never reverses an order; ends closer than the rounding become ties and keep their places.
            Jobs.MapKeys(Virtual, static (key, origin) => key with { Virtual = key.Virtual - origin });
            Virtual = 0;
        }
    }
}
