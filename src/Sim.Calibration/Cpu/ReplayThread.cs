using System.Collections.Immutable;
using Sim.Core.Events;
using Sim.Core.Time;
using Sim.Models.Hypervisor;

namespace Sim.Calibration.Cpu;

/// <summary>A measured thread played again: sleeps until the intended arrival, works, notes the response time; or is always busy until the end.</summary>
internal sealed class ReplayThread(
    EventCalendar calendar, CpuDispatcher dispatcher, World world, CpuMachine machine, ColdCpus cold, ImmutableArray<(long Arrival, long Demand)> requests, SimTime end)
    : IEventTarget, IWorkSink
{
    public static readonly SimDuration BusyPiece = SimDuration.FromMilliseconds(1);
    private readonly List<long> _responses = [];
    private SimDuration _extra;
    private SimTime _pieceStarted;
    private int _next;

    private enum Step
    {
        TimerFired,
        Awake,
    }

    public World World => world;

    public bool IsDone { get; private set; }

    public long Sleeps { get; private set; }

    public long ColdSleeps { get; private set; }

    private bool IsAlwaysBusy => requests.IsDefault;

    public double Demand => IsAlwaysBusy ? _responses.Count * BusyPiece.Seconds : requests.Sum(request => request.Demand / (double)SimDuration.PerSecond);

    public void Start()
    {
        if (IsAlwaysBusy) dispatcher.Submit(world, new WorkItem((BusyPiece + machine.RequestCpu).Picoseconds, this, 0));
        else SleepOrFinish();
    }

    public void OnEvent(in EventAction action)
    {
        if ((Step)action.Kind == Step.Awake)
        {
            Work(_extra);
            return;
        }

        Sleeps++;
        _extra = machine.WakeCpu;
        var wait = cold.OnWake(world, out var isCold);
        if (isCold)
        {
            ColdSleeps++;
            _extra += machine.ColdWakeCpu;
        }

        if (wait == SimDuration.Zero) Work(_extra);
        else calendar.Schedule(wait, new EventAction(this, (int)Step.Awake));
    }

    public void OnWorkDone(World done, in WorkItem item)
    {
        if (IsAlwaysBusy)
        {
            _responses.Add((calendar.Now - _pieceStarted).Picoseconds);
            _pieceStarted = calendar.Now;
            IsDone = calendar.Now >= end;
            if (!IsDone) Start();
            return;
        }

        _responses.Add(calendar.Now.Picoseconds - requests[_next].Arrival);
        _next++;
        SleepOrFinish();
    }

    /// <summary>The statistics the measurement gives for a thread; a percentile is the value at rank p n, counted from 0.</summary>
    public CpuThreadRun Statistics(int run, int group, int thread)
    {
        world.Settle(calendar.Now);
        var sorted = _responses.Order().ToArray();
        double At(double share) => sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))] / (double)SimDuration.PerNanosecond;
        var mean = sorted.Length == 0 ? 0 : sorted.Average() / SimDuration.PerNanosecond;
        return new CpuThreadRun(run, group, thread, sorted.Length, mean, At(0.5), At(0.9), At(0.99), (world.RunTime + machine.ThreadCpu.Picoseconds) / (double)SimDuration.PerSecond);
    }

    private void SleepOrFinish()
    {
        if (_next == requests.Length) IsDone = true;
        else if (requests[_next].Arrival <= calendar.Now.Picoseconds) Work(SimDuration.Zero);
        else calendar.ScheduleAt(new SimTime(requests[_next].Arrival) + machine.TimerLateness, new EventAction(this, (int)Step.TimerFired));
    }

    private void Work(SimDuration extra) =>
        dispatcher.Submit(world, new WorkItem(requests[_next].Demand + (machine.RequestCpu + extra).Picoseconds, this, 0));
}
