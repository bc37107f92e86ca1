using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <content>Where CFS parts from EEVDF; tree, quotas, placement on pCPUs and balancing are the same code in the kernel and here.</content>
public sealed partial class FairScheduler
{
    private readonly CfsRules? _cfs = parameters.Policy == FairPolicy.Cfs ? new CfsRules(parameters) : null;

    /// <summary>By pCPU, CFS: a thread that came while nobody could be preempted, during a switch or at the end of a piece of work.</summary>
    private World?[] _unseen = [];

    /// <summary>By pCPU, CFS: an interrupt runs on a thread's turn, which goes on after it.</summary>
    private bool[] _isInterrupted = [];

    private void AttachCfs()
    {
        _unseen = new World?[_roots.Length];
        _isInterrupted = new bool[_roots.Length];
    }

    /// <summary>Gives a thread its virtual runtime in the queue that it comes to: new, woken, or carried over from another.</summary>
    private void PlaceThread(CfsRules cfs, SchedulingEntity entity, GroupQueue queue, bool woke)
    {
        queue.NoteFloor();
        var last = entity.Owner;
        entity.Owner = queue;
        if (last is null)
        {
            entity.VirtualTime = cfs.New(entity, queue.Floor, Runnable(queue.Pcpu) + (_roots[queue.Pcpu].Current is null ? 1 : 2));
            return;
        }

        if (!ReferenceEquals(last, queue))
        {
            last.NoteFloor();
            entity.VirtualTime += queue.Floor - last.Floor;
        }

        if (woke) entity.VirtualTime = cfs.Woken(entity.VirtualTime, queue.Floor);
    }

    /// <summary>Whether a thread that came takes the pCPU: compared where their groups meet (check_preempt_wakeup).</summary>
    private static bool PreemptsOnWakeUp(CfsRules cfs, World queued, int pcpu)
    {
        var entity = queued.Entity;
        if (queued.Kind == WorldKind.HostInterrupt) return true;
        if (!entity.IsQueued || !entity.IsOnQueue || entity.Queue != pcpu || queued.IsThrottled) return false;
        for (var member = entity; member is not null; member = member.Owner!.Entity)
        {
            if (member.Owner!.Current is not { } current) continue;
            return !ReferenceEquals(current, member) && cfs.Preempts(member, current);
        }

        return false;
    }

    private bool ShouldYieldUnderCfs(CfsRules cfs, World running, int pcpu)
    {
        if (_interrupts[pcpu].Count > 0) return true;
        if (_unseen[pcpu] is { } unseen)
        {
            _unseen[pcpu] = null;
            if (PreemptsOnWakeUp(cfs, unseen, pcpu) && IsChosenAnew(running, pcpu)) return true;
        }

        if (!running.Entity.IsOnQueue) return false;
        var isTickOver = _host.Now.Picoseconds % _tick == 0 && (IsTurnOver(cfs, running.Entity) | LeftBesideHeld(running, pcpu) <= 0);
        return (isTickOver || IsAsked(running.Entity)) && !ReferenceEquals(_sharing is null ? Pick(pcpu) : Choose(pcpu), running);
    }

    /// <summary>Where cores are not shared by everybody, the one that preempts is not always the one that may run.</summary>
    private bool IsChosenAnew(World running, int pcpu) => _sharing is null || (HasRun(running, pcpu) && !ReferenceEquals(Choose(pcpu), running));

    /// <summary>Whether a directed yield asks for somebody else than the running thread on some level.</summary>
    private static bool IsAsked(SchedulingEntity running)
    {
        for (var member = running; member is not null; member = member.Owner!.Entity)
        {
            if (member.Owner!.Next is not null) return true;
        }

        return false;
    }

    /// <summary>What a tick finds, level by level (entity_tick); it also renews the weights of groups.</summary>
    private bool IsTurnOver(CfsRules cfs, SchedulingEntity running)
    {
        var threads = Runnable(running.Queue) + 1;
        var isOver = false;
        for (var member = running; member is not null; member = member.Owner!.Entity)
        {
            if (member.Own is not null) Reweigh(member);
            isOver |= cfs.Left(member, threads) <= 0;
        }

        return isOver;
    }

    private long TurnLeft(CfsRules cfs, SchedulingEntity running)
    {
        var threads = Runnable(running.Queue) + 1;
        var left = long.MaxValue;
        for (var member = running; member is not null; member = member.Owner!.Entity) left = Math.Min(left, cfs.Left(member, threads));
        return left;
    }

    /// <summary>Threads that wait at a pCPU.</summary>
    private int Runnable(int pcpu) => _waiting[pcpu] - _interrupts[pcpu].Count;

    /// <summary>The thread whose turn an interrupt cut into, unless somebody who came meanwhile preempts it.</summary>
    private World? Interrupted(CfsRules cfs, int pcpu)
    {
        if (!_isInterrupted[pcpu] || _interrupts[pcpu].Count > 0) return null;
        _isInterrupted[pcpu] = false;
        var current = _roots[pcpu].Current;
        while (current?.Own is { } own) current = own.Current;
        if (current?.World is not { } world || !current.IsQueued || _sharing?.MayRun(world, pcpu) == false) return null;
        return _unseen[pcpu] is { } unseen && PreemptsOnWakeUp(cfs, unseen, pcpu) ? null : world;
    }
}
