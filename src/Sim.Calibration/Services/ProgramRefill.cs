using Sim.Core.Time;
using Sim.Models.Hypervisor;

namespace Sim.Calibration.Services;

/// <summary>A policy with the cost of coming back: a program that a CPU takes up after idling or after another program first runs for a while without progress.</summary>
/// <remarks>Models cold caches, branch predictors and the exit from the hypervisor's halt as one CPU time a program. Leaves out how long it was away. Threads of one program keep each other warm.</remarks>
internal sealed class ProgramRefill(IWorldScheduler policy) : IWorldScheduler, IWorkSink
{
    private const int Nobody = -1;
    private readonly List<(int Program, long Refill, bool IsPending)> _worlds = [];
    private IHostView _host = null!;
    private int _lastProgram = Nobody;

    /// <summary>Where the work goes to; set once, before anything runs.</summary>
    public CpuDispatcher Dispatcher { get; set; } = null!;

    public SimDuration BalancePeriod => policy.BalancePeriod;

    public CoreRule CoreRule => policy.CoreRule;

    /// <summary>Names the program of the world made last.</summary>
    public void Add(World world, int program, SimDuration refill)
    {
        while (_worlds.Count <= world.Id) _worlds.Add((Nobody, 0, false));
        _worlds[world.Id] = (program, refill.Picoseconds, false);
    }

    public void Attach(IHostView host)
    {
        _host = host;
        policy.Attach(host);
    }

    public World? PickNext(int pcpu)
    {
        if (_host.Idle.IsIdle(pcpu)) _lastProgram = Nobody;
        return policy.PickNext(pcpu);
    }

    public void OnStart(World world, int pcpu)
    {
        policy.OnStart(world, pcpu);
        var (program, refill, isPending) = _worlds[world.Id];
        if (program != _lastProgram && refill > 0 && !isPending)
        {
            _worlds[world.Id] = (program, refill, true);
            Dispatcher.Submit(world, new WorkItem(refill, this, 0), urgent: true);
        }

        _lastProgram = program;
    }

    public void OnWorkDone(World world, in WorkItem item) => _worlds[world.Id] = _worlds[world.Id] with { IsPending = false };

    public int SelectPcpu(World world) => policy.SelectPcpu(world);

    public void Enqueue(World world, int pcpu, bool woke) => policy.Enqueue(world, pcpu, woke);

    public bool Preempts(World queued, World running, int pcpu) => policy.Preempts(queued, running, pcpu);

    public World? Pull(int pcpu) => policy.Pull(pcpu);

    public void Charge(World world, long ran, bool siblingBusy) => policy.Charge(world, ran, siblingBusy);

    public void OnPreempted(World world, int pcpu) => policy.OnPreempted(world, pcpu);

    public void OnStopped(World world, int pcpu) => policy.OnStopped(world, pcpu);

    public void Remove(World world) => policy.Remove(world);

    public SimTime NextDecision(World running, int pcpu) => policy.NextDecision(running, pcpu);

    public bool ShouldYield(World running, int pcpu) => policy.ShouldYield(running, pcpu);

    public YieldOutcome YieldTo(World running, World waiting, int pcpu) => policy.YieldTo(running, waiting, pcpu);

    public int Waiting(int pcpu) => policy.Waiting(pcpu);

    public int QueueOf(int pcpu) => policy.QueueOf(pcpu);

    public void Balance() => policy.Balance();
}
