using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor;

/// <summary>Keeps worlds that do not trust each other off the same core, and counts the time in which threads idle for it although worlds wait.</summary>
/// <remarks>
/// Models the rule of Linux core scheduling (one cookie a VM) and of ESXi's side-channel aware schedulers; who gives way is up to the policy. A VM's
/// storage and network threads count as the VM. The host's own worlds, receive processing, may run beside anybody under <see cref="CoreRule.SameVm"/>:
/// true of Linux' soft interrupts, assumed of VMkernel worlds. Leaves out the exchange on VM entry and exit between siblings.
/// Source: Linux kernel/sched/core.c (7.x), pick_next_task, __sched_core_account_forceidle, and Documentation/admin-guide/hw-vuln/core-scheduling.rst;
/// cpu-and-memory 1.9, 2.6. Page: docs/models/cpu.md.
/// </remarks>
public sealed class CoreSharing
{
    private readonly IHostView _host;
    private readonly CoreRule _rule;
    private readonly bool[] _waits;
    private readonly bool[] _held;
    private readonly SimTime[] _since;
    private readonly long[] _time;
    private readonly long[] _spells;

    /// <summary>The rule of a host with two threads a core.</summary>
    /// <param name="host">The host.</param>
    /// <param name="rule">Who may share a core; not <see cref="CoreRule.Any"/>.</param>
    public CoreSharing(IHostView host, CoreRule rule)
    {
        Check.That(rule != CoreRule.Any && host.Topology.ThreadsPerCore == 2, "there is nothing to keep apart");
        (_host, _rule) = (host, rule);
        var pcpus = host.Topology.Pcpus;
        (_waits, _held) = (new bool[pcpus], new bool[pcpus]);
        (_since, _time) = (new SimTime[pcpus], new long[pcpus]);
        _spells = new long[host.Topology.Cores];
    }

    /// <summary>Whether two worlds may run on the two threads of a core.</summary>
    public bool MayShare(World one, World other) =>
        _rule == CoreRule.SameVm && (one.VmId == other.VmId || one.VmId < 0 || other.VmId < 0);

    /// <summary>What the other thread of the core runs, or null.</summary>
    public World? Beside(int pcpu) => _host.RunningOn(_host.Topology.SiblingOf(pcpu));

    /// <summary>Whether a world may run on a pCPU beside what the other thread runs.</summary>
    public bool MayRun(World world, int pcpu) => Beside(pcpu) is not { } beside || MayShare(world, beside);

    /// <summary>Whether a pCPU idles although a world waits in its queue.</summary>
    public bool IsHeld(int pcpu) => _held[pcpu];

    /// <summary>Whether either thread of a pCPU's core does.</summary>
    public bool IsCoreHeld(int pcpu) => _held[pcpu] || _held[_host.Topology.SiblingOf(pcpu)];

    /// <summary>Counts the times that a core began to have a thread held idle; grows by one each time.</summary>
    public long SpellOf(int pcpu) => _spells[_host.Topology.CoreOf(pcpu)];

    /// <summary>An idle pCPU where a world may run, in a range of them, the first at or after a starting point, or -1.</summary>
    /// <param name="world">The world.</param>
    /// <param name="first">First pCPU of the range.</param>
    /// <param name="count">How many.</param>
    /// <param name="start">Where to begin.</param>
    public int FindIdle(World world, int first, int count, int start)
    {
        var offset = start >= first && start < first + count ? start - first : 0;
        for (var i = 0; i < count; i++)
        {
            var pcpu = first + ((offset + i) % count);
            if (_host.Idle.IsIdle(pcpu) && world.MayRunOn(pcpu) && MayRun(world, pcpu)) return pcpu;
        }

        return -1;
    }

    /// <summary>Worlds wait in the queue of a pCPU, or no longer.</summary>
    public void NoteWaiting(int pcpu, bool waits)
    {
        if (_waits[pcpu] == waits) return;
        _waits[pcpu] = waits;
        Update(pcpu);
    }

    /// <summary>A pCPU became idle or busy.</summary>
    public void Update(int pcpu)
    {
        var held = _waits[pcpu] && _host.Idle.IsIdle(pcpu);
        if (held == _held[pcpu]) return;
        Settle(pcpu);
        if (held && !IsCoreHeld(pcpu)) _spells[_host.Topology.CoreOf(pcpu)]++;
        _held[pcpu] = held;
    }

    /// <summary>Time that a pCPU was held idle since the accounts were reset, picoseconds.</summary>
    public long HeldTime(int pcpu)
    {
        Settle(pcpu);
        return _time[pcpu];
    }

    /// <summary>Clears the accounts: the end of the warm-up.</summary>
    public void ResetAccounts()
    {
        for (var pcpu = 0; pcpu < _time.Length; pcpu++)
        {
            Settle(pcpu);
            _time[pcpu] = 0;
        }
    }

    private void Settle(int pcpu)
    {
        if (_held[pcpu]) _time[pcpu] += (_host.Now - _since[pcpu]).Picoseconds;
        _since[pcpu] = _host.Now;
    }
}
