using Sim.Core.Events;
using Sim.Core.Random;
using Sim.Core.Random.Distributions;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Tests.Resources;

/// <summary>One customer that always has work for the only server, and Poisson arrivals that take the server away from it.</summary>
internal sealed class InterruptedWorker(
    EventCalendar calendar, ServerPool pool, RngStreams streams, double urgentRate, Distribution urgentService, Distribution work) : IEventTarget
{
    private readonly RngStream _between = streams.Get("between");
    private readonly RngStream _urgent = streams.Get("urgent");
    private readonly RngStream _work = streams.Get("work");
    private long _completions;
    private SimTime _started;
    private SimDuration _inWork;

    private enum Step { UrgentArrival, UrgentDone, WorkDone }

    /// <summary>Mean time from the start to the end of a piece of work, microseconds.</summary>
    public static double Run(int replication, QueueDiscipline discipline, double urgentRate, Distribution urgentService, Distribution work, SimDuration length)
    {
        var calendar = new EventCalendar(capacity: 16);
        var worker = new InterruptedWorker(
            calendar, new ServerPool(calendar, 1, discipline), new RngStreams(1, replication), urgentRate, urgentService, work);
        worker.ScheduleUrgent();
        worker.BeginWork();
        calendar.RunUntil(SimTime.Zero + length);
        return worker._inWork.Microseconds / worker._completions;
    }

    public void OnEvent(in EventAction action)
    {
        switch ((Step)action.Kind)
        {
            case Step.UrgentArrival:
                ScheduleUrgent();
                pool.Serve(SimDuration.FromMicroseconds(urgentService.Sample(_urgent)), new(this, (int)Step.UrgentDone), priority: 0);
                break;
            case Step.UrgentDone:
                break;
            case Step.WorkDone:
                _inWork += calendar.Now - _started;
                _completions++;
                BeginWork();
                break;
        }
    }

    private void BeginWork()
    {
        _started = calendar.Now;
        pool.Serve(SimDuration.FromMicroseconds(work.Sample(_work)), new(this, (int)Step.WorkDone), priority: 1);
    }

    private void ScheduleUrgent() =>
        calendar.Schedule(SimDuration.FromMicroseconds(_between.NextExponential() / urgentRate), new(this, (int)Step.UrgentArrival));
}
