using System.Collections.Immutable;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Workload;

/// <summary>The threads of a VM's disk jobs: each keeps its requests in flight, or as many as its rate, its pauses and its flushes allow.</summary>
/// <remarks>
/// Models a closed loop a thread, pacing that catches up like fio's after a slow request, pauses with nothing in flight, and flushes that a thread waits for while earlier requests go on. Leaves
/// out the load generator's own CPU time beyond the guest's block layer, and merging. Source: fio 3.x manual (iodepth, rate_iops, thinktime, fsync).
/// Page: docs/models/workload.md.
/// </remarks>
public sealed class IoJobs : IRequestSource, IEventTarget
{
    private readonly EventCalendar _calendar;
    private readonly GuestService _service;
    private readonly JobThread[] _threads;

    /// <summary>Jobs whose threads start at time zero or after their delay.</summary>
    /// <param name="calendar">The replication's events.</param>
    /// <param name="service">The service that carries their requests.</param>
    /// <param name="jobs">The jobs.</param>
    /// <param name="streams">Sources of chance: one a thread, which decides between reading and writing.</param>
    public IoJobs(EventCalendar calendar, GuestService service, ImmutableArray<IoJobSpec> jobs, RngStreams streams)
    {
        (_calendar, _service) = (calendar, service);
        service.Source = this;
        var threads = new List<JobThread>();
        foreach (var job in jobs)
        {
            for (var number = 0; number < job.Threads; number++)
                threads.Add(new JobThread(job, streams, FormattableString.Invariant($"{service.Vm.Name}/{job.Name}/{number}"), number));
        }

        _threads = [.. threads];
        for (var i = 0; i < _threads.Length; i++) Wake(i, SimTime.Zero + _threads[i].Job.Delay);
    }

    /// <inheritdoc />
    public void OnEvent(in EventAction action)
    {
        _threads[action.Index].IsAsleep = false;
        Go(action.Index);
    }

    /// <inheritdoc />
    public void OnRequestDone(int user)
    {
        // Lowest bit: whether it was a flush.
        var thread = _threads[user >> 1];
        if ((user & 1) == 1) thread.IsFlushing = false;
        else thread.InFlight--;
        if (thread.IsPausing && thread.InFlight == 0 && !thread.IsFlushing)
        {
            thread.IsPausing = false;
            Wake(user >> 1, _calendar.Now + thread.Job.ThinkTime);
        }

        Go(user >> 1);
    }

    private void Go(int index)
    {
        var thread = _threads[index];
        var job = thread.Job;
        while (!thread.IsAsleep && !thread.IsPausing && !thread.IsFlushing && thread.InFlight < job.Depth)
        {
            if (job.FlushEvery > 0 && thread.Unflushed >= job.FlushEvery)
            {
                thread.Unflushed = 0;
                thread.IsFlushing = true;
                Issue(index, new BlockAccess(IoOperation.Flush, 0));
                return;
            }

            if (job.Rate > 0)
            {
                if (thread.Due > _calendar.Now)
                {
                    Wake(index, thread.Due);
                    return;
                }

                // From when it was due: what a slow request held up is caught up with.
                thread.Due += new SimDuration((long)(SimDuration.PerSecond / job.Rate));
            }

            thread.InFlight++;
            thread.IsPausing = job.ThinkTime > SimDuration.Zero;
            var reads = job.Reads >= 1 || (job.Reads > 0 && thread.Random.NextUniform() < job.Reads);
            if (!reads) thread.Unflushed++;
            Issue(index, reads
                ? new BlockAccess(IoOperation.Read, job.ReadSize, thread.ReadPlaces?.Next() ?? IoCommand.Anywhere)
                : new BlockAccess(IoOperation.Write, job.WriteSize, thread.WritePlaces?.Next() ?? IoCommand.Anywhere));
        }
    }

    private void Issue(int index, BlockAccess access)
    {
        var id = _service.Open((index << 1) | (access.Operation == IoOperation.Flush ? 1 : 0), access);
        _service.StartInside(id, index % _service.Vm.Vcpus.Length);
    }

    private void Wake(int index, SimTime when)
    {
        _threads[index].IsAsleep = true;
        _calendar.ScheduleAt(when, new EventAction(this, 0, index));
    }

    private sealed class JobThread(IoJobSpec job, RngStreams streams, string name, int number)
    {
        public IoJobSpec Job { get; } = job;

        public RngStream Random { get; } = streams.Get(name);

        // Reads and writes of a thread go through its region on their own, as fio's do.
        public AddressPattern? ReadPlaces { get; } = Places(job, job.ReadSize, streams, name, number);

        public AddressPattern? WritePlaces { get; } = Places(job, job.WriteSize, streams, name, number);

        public int InFlight { get; set; }

        public int Unflushed { get; set; }

        public bool IsFlushing { get; set; }

        public bool IsPausing { get; set; }

        public bool IsAsleep { get; set; }

        public SimTime Due { get; set; } = SimTime.Zero + job.Delay;

        private static AddressPattern? Places(IoJobSpec job, int bytes, RngStreams streams, string name, int number) =>
            job.Addresses is { } spec ? new AddressPattern(spec, bytes, streams.Get(name + "/places"), number, job.Threads) : null;
    }
}
