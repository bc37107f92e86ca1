using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Esxi;

/// <content>
/// Fairness between threads of a core. A world that lost more than a threshold to whoever ran beside it gets a whole core: if some world that lost that much less has
/// a core to itself, what runs beside the first moves over to that one; else, if shares or a reservation would have given the first that much more and it is that far
/// behind, the other one has to wait, or to go elsewhere, until it is not behind any more. Source: Cpu.HTWholeCoreThreshold and Cpu.HTStolenAgeThreshold, cpu-and-memory
/// 2.5. What a world is compared with, how often, and that cores are changed before threads are held idle, is not published: assumed.
/// </content>
public sealed partial class ProportionalShareScheduler
{
    /// <summary>Time between looks at the cores; what is lost between two is little against any threshold.</summary>
    private static readonly SimDuration WholeCorePeriod = SimDuration.FromMilliseconds(40);

    private readonly long _wholeCore = parameters.WholeCoreThreshold.Picoseconds;
    private (World Owner, World Rival)?[] _whole = [];
    private long _stolenPart;
    private long _beatsPerPart = 1;
    private long _beatsPerLook = 1;

    private void AttachWholeCores()
    {
        if (_wholeCore == 0 || _sharing is not null || _host.Topology.ThreadsPerCore != 2) return;
        _whole = new (World, World)?[_host.Topology.Cores];
        _beatsPerLook = Math.Max(1, WholeCorePeriod.Picoseconds / BalancePeriod.Picoseconds);
        _beatsPerPart = Math.Max(1, parameters.StolenAge.Picoseconds / StolenTime.Parts / BalancePeriod.Picoseconds);
    }

    private void NoteStolen(World world, long ran)
    {
        if (_whole.Length == 0) return;
        (world.Entity.Stolen ??= new StolenTime()).Add(ran * (1000 - SharedThreadCharge) / 1000, _stolenPart);
    }

    private long StolenFrom(World world) => world.Entity.Stolen?.Recent(_stolenPart) ?? 0;

    /// <summary>Looks at every core, now and then; called once a period of <see cref="Balance"/>.</summary>
    private void BalanceThreads()
    {
        if (_whole.Length == 0 || _beats % _beatsPerLook != 0) return;
        _stolenPart = _beats / _beatsPerPart;
        for (var core = 0; core < _whole.Length; core++)
        {
            if (_whole[core] is { } whole)
            {
                // It is chosen anew, or its virtual time would soon be as far ahead of the last choice as it may be.
                if (Deserves(whole.Owner, whole.Rival, core)) OnChosen(whole.Owner, core * 2);
                else ShareAgain(core);
                continue;
            }

            var (one, other) = (RunnerOn(core * 2), RunnerOn((core * 2) + 1));
            if (one is null || other is null || !_host.CanDisplace(core * 2) || !_host.CanDisplace((core * 2) + 1)) continue;
            _host.Settle(core * 2);
            _host.Settle((core * 2) + 1);
            var (lost, otherLost) = (StolenFrom(one), StolenFrom(other));
            if (Math.Max(lost, otherLost) < _wholeCore) continue;
            // One exchange a look: the next look sees what came of it.
            if (lost >= otherLost ? Exchange(one, other) : Exchange(other, one)) return;
            if (Owed(one, other, lost) >= _wholeCore && Order(one, other, _wholeCore, 0) < 0) GiveWhole(core, one, other);
            else if (Owed(other, one, otherLost) >= _wholeCore && Order(other, one, _wholeCore, 0) < 0) GiveWhole(core, other, one);
        }
    }

    /// <summary>Moves the world beside one that lost much to the core of one that lost little, if there is such a one alone.</summary>
    private bool Exchange(World world, World beside)
    {
        var topology = _host.Topology;
        var lost = StolenFrom(world);
        var first = beside.HomeNode < 0 ? 0 : beside.HomeNode * topology.PcpusPerNode;
        var count = beside.HomeNode < 0 ? topology.Pcpus : topology.PcpusPerNode;
        for (var pcpu = first; pcpu < first + count; pcpu++)
        {
            var idle = topology.SiblingOf(pcpu);
            if (!_host.Idle.IsIdle(idle) || IsWithdrawn(pcpu) || RunnerOn(pcpu) is not { } alone || lost - StolenFrom(alone) < _wholeCore) continue;
            _host.Settle(pcpu);
            if (Order(world, alone, 0, 0) > 0) continue;
            var from = beside.Pcpu;
            var moved = _host.Displace(from);
            if (moved.Entity is { IsQueued: true, Queue: >= 0 })
            {
                Remove(moved);
                moved.Pcpu = idle;
                Add(moved, idle);
                _host.Reconsider(idle);
            }

            _host.Refill(from, moved);
            return true;
        }

        return false;
    }

    /// <summary>What of a loss the other one owes a world: all threads run at one speed, whatever claims are. What limits and sleep put a world behind is not counted.</summary>
    private long Owed(World world, World beside, long lost)
    {
        var (a, b) = (world.Entity.Claim!, beside.Entity.Claim!);
        if (ReferenceEquals(a, b)) return 0;
        ResourceGroup.Diverge(ref a, ref b);
        const double Charged = SharedThreadCharge / 1000.0;
        var (mine, other) = ((double)a.Allocation.Shares / a.Runnable, (double)b.Allocation.Shares / b.Runnable);
        var part = Math.Max(0, 1 - (other / mine));
        if (a.IsBelowReservation(_host.Now)) part = Math.Max(part, Math.Min(1, ((a.Allocation.Reservation / a.Runnable) - Charged) / (1 - Charged)));
        return (long)(lost * part);
    }

    private void GiveWhole(int core, World owner, World rival)
    {
        var thread = rival.Pcpu;
        _whole[core] = (owner, rival);
        _host.Idle.Withdraw(thread);
        var displaced = _host.Displace(thread);
        for (var i = _queues[thread].Count - 1; i >= 0; i--) Requeue(_queues[thread][i]);
        _host.Refill(thread, displaced);
    }

    private bool Deserves(World owner, World rival, int core)
    {
        if (owner.State != WorldState.Running || _host.Topology.CoreOf(owner.Pcpu) != core || rival.State == WorldState.Blocked) return false;
        _host.Settle(owner.Pcpu);
        return Order(owner, rival, 0, 0) < 0;
    }

    private void ShareAgain(int core)
    {
        _whole[core] = null;
        for (var thread = core * 2; thread < (core * 2) + 2; thread++)
        {
            if (!IsWithdrawn(thread)) continue;
            _host.Idle.Restore(thread, _host.RunningOn(thread) is null);
            _host.Reconsider(thread);
        }
    }
}
