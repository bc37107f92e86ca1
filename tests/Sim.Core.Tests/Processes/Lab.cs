using Sim.Core.Events;
using Sim.Core.Processes;
using Sim.Core.Time;

namespace Sim.Core.Tests.Processes;

/// <summary>A calendar in microseconds, and a log of what coroutines did when.</summary>
internal sealed class Lab
{
    public EventCalendar Calendar { get; } = new();

    public List<string> Log { get; } = [];

    public static SimDuration Us(double microseconds) => SimDuration.FromMicroseconds(microseconds);

    public void Note(string what) => Log.Add(FormattableString.Invariant($"{(Calendar.Now - SimTime.Zero).Microseconds}:{what}"));

    public void RunTo(double microseconds) => Calendar.RunUntil(SimTime.Zero + Us(microseconds));

    public DelayWait Delay(double microseconds) => Calendar.Delay(Us(microseconds));

    /// <summary>Does something at an instant, from outside of all coroutines.</summary>
    public void At(double microseconds, Action what) => Calendar.ScheduleAt(SimTime.Zero + Us(microseconds), new(new Doer(what), 0));

    /// <summary>Waits for anything and writes down how it ended.</summary>
    public async Coroutine Watch(string name, DelayWait wait) => Note($"{name} {Text(await wait)}");

    public async Coroutine Watch(string name, QueueWait wait) => Note($"{name} {Text(await wait)}");

    public async Coroutine Watch(string name, ResourceWait wait) => Note($"{name} {Text(await wait)}");

    public static string Text(WaitResult result) => result switch
    {
        { IsInterrupted: true } => FormattableString.Invariant($"interrupted {result.Reason} left {result.Remaining.Microseconds}"),
        { IsPreempted: true } => FormattableString.Invariant($"preempted left {result.Remaining.Microseconds}"),
        _ => result.Outcome.ToString(),
    };

    private sealed class Doer(Action what) : IEventTarget
    {
        public void OnEvent(in EventAction action) => what();
    }
}
