using Sim.Core.Time;

namespace Sim.Models.Hypervisor;

/// <summary>Policy only: decides who runs where. The dispatcher moves time, charges accounts and pays switch costs.</summary>
public interface IWorldScheduler
{
    /// <summary>Who may share a core. Where not everybody may, <see cref="PickNext"/> and <see cref="Pull"/> keep to it or choose one that goes before the world on the other thread, which is then stopped.</summary>
    CoreRule CoreRule { get; }

    /// <summary>Connects the policy to the host it decides for.</summary>
    void Attach(IHostView host);

    /// <summary>A world became ready: on which pCPU should it queue?</summary>
    int SelectPcpu(World world);

    /// <summary>Queues a ready world at a pCPU. It woke, or was moved (<paramref name="woke"/> false).</summary>
    void Enqueue(World world, int pcpu, bool woke);

    /// <summary>Whether a queued world should take the pCPU from the one that runs there.</summary>
    bool Preempts(World queued, World running, int pcpu);

    /// <summary>Takes the world to run next out of the queue of a pCPU; null when nothing is ready there.</summary>
    World? PickNext(int pcpu);

    /// <summary>Looks for a world elsewhere for a pCPU that is about to idle; takes it out of its queue.</summary>
    World? Pull(int pcpu);

    /// <summary>A world was put on a pCPU.</summary>
    void OnStart(World world, int pcpu);

    /// <summary>Charges a running world for time on its pCPU.</summary>
    /// <param name="world">The world.</param>
    /// <param name="ran">Picoseconds since the last charge.</param>
    /// <param name="siblingBusy">Whether the other thread of the core was busy.</param>
    void Charge(World world, long ran, bool siblingBusy);

    /// <summary>A running world loses its pCPU but stays ready: puts it back into the queue.</summary>
    void OnPreempted(World world, int pcpu);

    /// <summary>A running world blocked or was co-stopped.</summary>
    void OnStopped(World world, int pcpu);

    /// <summary>Takes a ready world out of its queue (co-stop, migration).</summary>
    void Remove(World world);

    /// <summary>When to look at the running world again because of its slice; <see cref="SimTime.Max"/> for never.</summary>
    SimTime NextDecision(World running, int pcpu);

    /// <summary>At the time of <see cref="NextDecision"/>: whether somebody else should run now.</summary>
    bool ShouldYield(World running, int pcpu);

    /// <summary>A spinning vCPU would rather have a sibling run that waits in a queue; its pCPU decides again after this.</summary>
    /// <param name="running">The one that spins.</param>
    /// <param name="waiting">The sibling.</param>
    /// <param name="pcpu">Where the first one runs.</param>
    YieldOutcome YieldTo(World running, World waiting, int pcpu);

    /// <summary>Worlds waiting in the queue of a pCPU.</summary>
    int Waiting(int pcpu);

    /// <summary>Whether the policy has to look at a running world again, by <see cref="NextDecision"/>; else the world goes on until it is done or another comes.</summary>
    /// <param name="running">The running world.</param>
    /// <param name="pcpu">Its pCPU.</param>
    bool NeedsDecisions(World running, int pcpu) => Waiting(pcpu) > 0 || running.Entity.IsLimited;

    /// <summary>The queue that a pCPU takes its worlds from; numbers are dense from 0.</summary>
    int QueueOf(int pcpu);

    /// <summary>How often queues are balanced.</summary>
    SimDuration BalancePeriod { get; }

    /// <summary>Moves waiting worlds between queues; called every <see cref="BalancePeriod"/>.</summary>
    void Balance();
}
