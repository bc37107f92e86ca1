using Sim.Core.Events;
using Sim.Core.Processes;
using Sim.Core.Random;
using Sim.Core.Resources;
using Sim.Core.Time;

namespace Sim.Core.Tests.Tutorial;

internal sealed class RepairShop
{
    public const int Machines = 5;
    public const double MinutesPerPart = 10;
    public const double MinutesToFailure = 300;
    public const double MinutesPerRepair = 30;
    public const double MinutesPerErrand = 60;

    private readonly EventCalendar _calendar = new();
    private readonly RngStreams _streams;
    private readonly ServerPool _repairman;

    public RepairShop(int replication)
    {
        _streams = new RngStreams(seed: 1, replication);
        _repairman = new ServerPool(_calendar, servers: 1, QueueDiscipline.PreemptiveResume);
        for (var i = 0; i < Machines; i++)
        {
            var running = new Gate(_calendar, isOpen: true);
            _ = Wear(Machine(running, _streams.Get($"machine{i}/parts")), running, _streams.Get($"machine{i}/wear"));
        }

        _ = Errands(_streams.Get("errands"));
    }

    public long Parts { get; private set; }

    public long ErrandsDone { get; private set; }

    public void RunDays(double days) => _calendar.RunUntil(_calendar.Now + SimDuration.FromSeconds(days * 86_400));

    private static SimDuration Exponential(double minutes, RngStream stream) => SimDuration.FromSeconds(60 * minutes * stream.NextExponential());

    // <machine>
    private async Coroutine Machine(Gate running, RngStream stream)
    {
        while (true)
        {
            var left = Exponential(MinutesPerPart, stream);
            while (await _calendar.Delay(left) is { IsInterrupted: true } broken)
            {
                left = broken.Remaining;                              // the half-made part is finished after the repair
                await running.Pass();
            }

            Parts++;
        }
    }

    private async Coroutine Wear(Coroutine machine, Gate running, RngStream stream)
    {
        while (true)
        {
            await _calendar.Delay(Exponential(MinutesToFailure, stream));
            running.Close();
            machine.Interrupt();
            await _repairman.Serve(Exponential(MinutesPerRepair, stream), priority: 0);
            running.Open();
        }
    }
    // </machine>

    // <repairman>
    private async Coroutine Errands(RngStream stream)
    {
        while (true)
        {
            var left = Exponential(MinutesPerErrand, stream);
            using var repairman = await _repairman.AcquireFor(left, priority: 1);
            while (await _calendar.Delay(left) is { IsPreempted: true } lost)
            {
                left = lost.Remaining;
                await repairman.Regain();                             // its place in the queue was kept
            }

            ErrandsDone++;
        }
    }
    // </repairman>
}
