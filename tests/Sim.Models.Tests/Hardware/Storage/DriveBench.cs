using Sim.Core.Diagnostics;
using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Statistics;
using Sim.Core.Time;
using Sim.Models.Hardware.Storage;

namespace Sim.Models.Tests.Hardware.Storage;

/// <summary>One drive and a host that stamps requests; with <see cref="KeepInFlight"/> it submits again on every completion, as fio does.</summary>
internal sealed class DriveBench : IIoCompletionSink, IEventTarget
{
    private readonly List<IoCommand> _commands = [];
    private readonly List<SimTime> _submitted = [];
    private readonly List<bool> _repeats = [];
    private long _toComplete = long.MaxValue;
    private bool _looping;

    public DriveBench(NvmeParameters parameters, ulong seed = 1)
    {
        Streams = new RngStreams(seed, 0);
        Drive = new NvmeDevice(Calendar, parameters, Streams, "host/nvme0", this);
    }

    public EventCalendar Calendar { get; } = new();

    public RngStreams Streams { get; }

    public NvmeDevice Drive { get; }

    public LatencyHistogram Latency { get; } = new();

    public LatencyHistogram ReadLatency { get; } = new();

    public RunFingerprint Fingerprint { get; } = new();

    /// <summary>Completion times by request, when <see cref="KeepTimes"/> is set.</summary>
    public Dictionary<int, SimTime> CompletedAt { get; } = [];

    public bool KeepTimes { get; init; }

    public long Completions { get; private set; }

    public int Submit(IoOperation operation, int bytes, int queuePair = 0) => Submit(operation, bytes, queuePair, repeats: false);

    public void SubmitAt(SimTime time, IoOperation operation, int bytes, int queuePair = 0) =>
        Calendar.ScheduleAt(time, new EventAction(this, (int)operation, queuePair, bytes));

    public void OnEvent(in EventAction action) => Submit((IoOperation)action.Kind, (int)action.Arg, action.Index);

    /// <summary>From now on keeps this many commands of one kind in flight.</summary>
    public void KeepInFlight(int depth, IoOperation operation, int bytes, int queuePair = 0)
    {
        _looping = true;
        for (var i = 0; i < depth; i++) Submit(operation, bytes, queuePair, repeats: true);
    }

    public void Run(SimDuration length) => Calendar.RunUntil(Calendar.Now + length);

    /// <summary>Runs until so many more commands are complete.</summary>
    public void RunFor(long completions)
    {
        _toComplete = Completions + completions;
        Calendar.RunUntil(SimTime.Max);
        _toComplete = long.MaxValue;
    }

    /// <summary>Ends the loops and gives what is under way a quarter of an hour.</summary>
    public void Drain()
    {
        _looping = false;
        Run(SimDuration.FromSeconds(900));
    }

    public void EndWarmUp()
    {
        Latency.Reset();
        ReadLatency.Reset();
        Drive.ResetStatistics(Calendar.Now);
    }

    public void OnIoCompleted(int requestId, int queuePair)
    {
        var now = Calendar.Now;
        Latency.Add(now - _submitted[requestId]);
        if (_commands[requestId].Operation == IoOperation.Read) ReadLatency.Add(now - _submitted[requestId]);
        if (KeepTimes) CompletedAt.Add(requestId, now);
        Fingerprint.Add(now.Picoseconds);
        Fingerprint.Add(requestId);
        if (++Completions == _toComplete) Calendar.RequestStop();
        if (!_looping || !_repeats[requestId]) return;
        _submitted[requestId] = now;
        Drive.Submit(queuePair, _commands[requestId]);
    }

    /// <summary>Operations per second and latencies of a closed loop after a warm-up.</summary>
    public static (double Iops, SimDuration Mean, SimDuration P99) Measure(
        NvmeParameters parameters, int depth, IoOperation operation, int bytes, long completions, ulong seed = 1)
    {
        var bench = new DriveBench(parameters, seed);
        bench.KeepInFlight(depth, operation, bytes);
        bench.RunFor(completions / 5);
        bench.EndWarmUp();
        var start = bench.Calendar.Now;
        bench.RunFor(completions);
        return (completions / (bench.Calendar.Now - start).Seconds, bench.Latency.Mean, bench.Latency.Percentile(0.99));
    }

    private int Submit(IoOperation operation, int bytes, int queuePair, bool repeats)
    {
        var id = _commands.Count;
        _commands.Add(new IoCommand(id, operation, bytes));
        _submitted.Add(Calendar.Now);
        _repeats.Add(repeats);
        Drive.Submit(queuePair, _commands[id]);
        return id;
    }
}
