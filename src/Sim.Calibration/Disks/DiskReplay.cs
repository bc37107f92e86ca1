using Sim.Calibration.Checks;
using Sim.Core.Collections;
using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Time;

namespace Sim.Calibration.Disks;

/// <summary>Plays a closed fio load on a disk: threads that submit and reap on their own CPUs, a ring, servers, completions.</summary>
/// <remarks>
/// Models: fio's loop (reap one, submit one, sleep when nothing is there); the kick of a sleeping disk; a ring that holds so many requests; servers; one interrupt a batch or one an I/O;
/// slow spells and stalls. Leaves out threads that share a CPU, and merging of neighbouring requests. Page: docs/models/calibration.md.
/// </remarks>
public sealed partial class DiskReplay : IEventTarget
{
    private const ulong Seed = 20261122;
    private readonly EventCalendar _calendar = new(256);
    private readonly DiskModel _model;
    private readonly StorageLoad _load;
    private readonly DiskChance _chance;
    private readonly RngStream _mix;
    private readonly RngStream _placement;
    private readonly Io[] _ios;
    private readonly Submitter[] _submitters;
    private readonly RingQueue<int>[] _queues;
    private readonly bool[] _busy;
    private readonly RingQueue<int> _waiting = new();
    private readonly RingQueue<int> _used = new();
    private int _inRing;
    private bool _awake;

    private DiskReplay(DiskModel model, StorageLoad load, int replication)
    {
        var streams = new RngStreams(Seed, replication);
        (_model, _load) = (model, load);
        _chance = new DiskChance(model.Disturbance, streams);
        _mix = streams.Get("disk/mix");
        _placement = streams.Get("disk/placement");
        _ios = new Io[load.Concurrency];
        _submitters = new Submitter[load.Jobs];
        for (var i = 0; i < _submitters.Length; i++) _submitters[i] = new Submitter();
        for (var i = 0; i < _ios.Length; i++) _submitters[i % load.Jobs].Free.Enqueue(i);
        _queues = new RingQueue<int>[model.Servers];
        for (var i = 0; i < _queues.Length; i++) _queues[i] = new RingQueue<int>();
        _busy = new bool[model.Servers];
    }

    private enum Step
    {
        Submitted,
        DiskAwake,
        Arrived,
        Served,
        Interrupt,
        Woken,
        Reaped,
    }

    /// <summary>Plays a load until so many I/Os have been measured.</summary>
    /// <param name="model">The disk; must know the directions and sizes of the load.</param>
    /// <param name="load">The load.</param>
    /// <param name="replication">Which replication, from 0; each has its own chance.</param>
    /// <param name="count">I/Os to measure, after a round of the load's depth (200 at least) that is thrown away.</param>
    public static DiskReplayRun Run(DiskModel model, StorageLoad load, int replication, int count)
    {
        Check.That(load.Concurrency >= load.Jobs && load.Jobs > 0, "a closed load needs an I/O a thread at least");
        var replay = new DiskReplay(model, load, replication);
        for (var thread = 0; thread < load.Jobs; thread++) replay._calendar.ScheduleAt(SimTime.Zero, new EventAction(replay, (int)Step.Woken, thread));
        return replay.Measure(Math.Max(200, load.Concurrency), count);
    }

    public void OnEvent(in EventAction action)
    {
        switch ((Step)action.Kind)
        {
            case Step.Submitted:
                OnSubmitted(action.Index);
                break;
            case Step.DiskAwake:
                ServeNext(0);
                break;
            case Step.Arrived:
                Place(action.Index);
                break;
            case Step.Served:
                OnServed(action.Index, (int)action.Arg);
                break;
            case Step.Interrupt:
                if (_model.IsBatched) OnBatch((int)action.Arg);
                else OnInterrupt(action.Index);
                break;
            case Step.Woken:
                Continue(action.Index);
                break;
            default:
                OnReaped(action.Index);
                break;
        }
    }

    /// <summary>The thread does the next thing of fio's loop, or sleeps.</summary>
    private void Continue(int thread)
    {
        var submitter = _submitters[thread];
        if (submitter.Free.TryDequeue(out var id))
        {
            ref var io = ref _ios[id];
            io.IsRead = _load.ReadShare >= 1 || (_load.ReadShare > 0 && _mix.NextUniform() < _load.ReadShare);
            io.Kib = (io.IsRead ? _load.ReadBlockBytes : _load.WriteBlockBytes) / 1024d;
            (io.Begun, io.InFlight) = (_calendar.Now, true);
            NoteInFlight(1);
            var cpu = _model.Submitter;
            var kick = !_model.IsBatched || !_awake ? cpu.KickNs : 0;
            After(cpu.SubmitNs + (cpu.SubmitPerKibNs * io.Kib) + kick, Step.Submitted, id);
        }
        else if (submitter.Done.TryDequeue(out id))
        {
            After(_model.Submitter.ReapNs, Step.Reaped, id);
        }
        else
        {
            submitter.Sleeps = true;
        }
    }

    private void OnSubmitted(int id)
    {
        _ios[id].Submitted = _calendar.Now;
        if (_inRing < _model.Ring) Enter(id);
        else _waiting.Enqueue(id);
        Continue(id % _load.Jobs);
    }

    private void OnReaped(int id)
    {
        Record(in _ios[id]);
        _ios[id].InFlight = false;
        NoteInFlight(-1);
        _submitters[id % _load.Jobs].Free.Enqueue(id);
        Continue(id % _load.Jobs);
    }

    private void Enter(int id)
    {
        _inRing++;
        if (!_model.IsBatched)
        {
            After(_chance.Latency(Times(id).LatencyNs / 2, _calendar.Now), Step.Arrived, id);
            return;
        }

        _queues[0].Enqueue(id);
        if (_awake) return;
        _awake = true;
        After(_chance.Latency(Times(id).LatencyNs / 2, _calendar.Now), Step.DiskAwake, 0);
    }

    private void Place(int id)
    {
        var server = _queues.Length == 1 ? 0 : _placement.NextIndex(_queues.Length);
        _queues[server].Enqueue(id);
        if (!_busy[server]) ServeNext(server);
    }

    private void ServeNext(int server)
    {
        if (_queues[server].TryDequeue(out var id))
        {
            _busy[server] = true;
            var times = Times(id);
            After(_chance.Service(times.Service(_ios[id].Kib), times.StallShare, _calendar.Now), Step.Served, id, server);
            return;
        }

        _busy[server] = false;
        if (!_model.IsBatched) return;
        // The ring is empty: whatever was answered since the last interrupt is announced at once, and the disk sleeps until it is kicked.
        _awake = false;
        var fresh = _used.Count - _announced;
        if (fresh == 0) return;
        _announced += fresh;
        Announce(_used.Peek(), fresh);
    }

    private void OnServed(int id, int server)
    {
        if (_model.IsBatched) _used.Enqueue(id);
        else Announce(id, 1);
        ServeNext(server);
    }

    /// <summary>An interrupt is on its way.</summary>
    private void Announce(int id, int count) => After(_chance.Latency(Times(id).LatencyNs / 2, _calendar.Now), Step.Interrupt, id, count);

    private void OnBatch(int count)
    {
        _announced -= count;
        while (count-- > 0 && _used.TryDequeue(out var id)) OnInterrupt(id);
    }

    private void OnInterrupt(int id)
    {
        _inRing--;
        var thread = id % _load.Jobs;
        var submitter = _submitters[thread];
        submitter.Done.Enqueue(id);
        if (submitter.Sleeps)
        {
            submitter.Sleeps = false;
            After(_model.Submitter.WakeNs, Step.Woken, thread);
        }

        if (_inRing < _model.Ring && _waiting.TryDequeue(out var next)) Enter(next);
    }

    private DiskTimes Times(int id) => (_ios[id].IsRead ? _model.Read : _model.Write)!;

    private void After(double nanoseconds, Step step, int index, int arg = 0) =>
        _calendar.Schedule(SimDuration.FromNanoseconds(nanoseconds), new EventAction(this, (int)step, index, arg));

    private struct Io
    {
        public SimTime Begun;
        public SimTime Submitted;
        public double Kib;
        public bool IsRead;
        public bool InFlight;
    }

    private sealed class Submitter
    {
        public RingQueue<int> Free { get; } = new();

        public RingQueue<int> Done { get; } = new();

        public bool Sleeps { get; set; }
    }
}
