using System.Globalization;
using Sim.Core.Diagnostics;
using Sim.Core.Time;

namespace Sim.Models.Hypervisor.Kvm;

/// <summary>The tree of cgroups that a Linux host's threads are scheduled by: the root, machine.slice, a group a VM.</summary>
/// <remarks>
/// A thread that nobody placed is put into a group of its VM below machine.slice, or into the root when it belongs to no VM. libvirt gives every
/// vCPU and I/O thread a group of its own; such a group of one thread without a quota is the thread itself with the group's weight, which is
/// the same schedule with one level less. machine.slice alone in the root is likewise treated as the root. Source: cpu-and-memory 1.7, systemd and libvirt's tree under cgroup v2.
/// Page: docs/models/cpu.md.
/// </remarks>
public sealed class CgroupTree
{
    private readonly IHostView _host;
    private readonly FairScheduler _scheduler;
    private readonly FairParameters _parameters;
    private readonly List<Cgroup?> _ofVm = [];
    private int _quotas;

    internal CgroupTree(IHostView host, FairScheduler scheduler, FairParameters parameters, CfsRules? rules)
    {
        Rules = rules;
        (_host, _scheduler, _parameters) = (host, scheduler, parameters);
        Root = new Cgroup(this, "", parent: null, weight: 1024, quota: null, isTop: false, host.Topology.Pcpus);
        MachineSlice = new Cgroup(this, "machine.slice", Root, weight: 1024, quota: null, isTop: true, host.Topology.Pcpus);
    }

    /// <summary>The root, whose members share each pCPU.</summary>
    public Cgroup Root { get; }

    /// <summary>The parent of all VMs; alone in the root unless something is placed beside it.</summary>
    public Cgroup MachineSlice { get; }

    /// <summary>Makes a group. All groups must be there before the threads that compete with them run.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parent">The group it is in.</param>
    /// <param name="weight">Weight in its parent, 2 to 1048576; 1024 is cpu.weight 100.</param>
    /// <param name="quota">Its cap, or null.</param>
    /// <exception cref="SimulationFault">Weight or quota is out of range.</exception>
    public Cgroup Add(string name, Cgroup parent, int weight = 1024, CpuQuota? quota = null)
    {
        Check.That(weight is >= Cgroup.MinWeight and <= Cgroup.MaxWeight, "the weight of a cgroup is out of range");
        return new Cgroup(this, name, parent, weight, quota, isTop: false, _host.Topology.Pcpus) { Bandwidth = quota is null ? null : Cap(quota) };
    }

    /// <summary>Makes the group of a VM; threads of the VM that nobody places go there.</summary>
    /// <param name="vmId">The VM's number.</param>
    /// <param name="name">Its name.</param>
    /// <param name="weight">Weight among the VMs, 2 to 1048576; 1024 is cpu.weight 100; nothing: <see cref="FairParameters.VmWeight"/>.</param>
    /// <param name="quota">Cap of the whole VM (libvirt's global_quota), or null.</param>
    /// <exception cref="SimulationFault">The VM has a group already.</exception>
    public Cgroup AddVm(int vmId, string name, int? weight = null, CpuQuota? quota = null)
    {
        while (_ofVm.Count <= vmId) _ofVm.Add(null);
        Check.That(_ofVm[vmId] is null, "a VM has one group");
        var group = Add(name, MachineSlice, weight ?? _parameters.VmWeight, quota);
        _ofVm[vmId] = group;
        return group;
    }

    internal CfsRules? Rules { get; }

    internal long Now => _host.Now.Picoseconds;

    internal Cgroup PlaceByDefault(World world)
    {
        var group = world.VmId < 0 ? Root
            : world.VmId < _ofVm.Count && _ofVm[world.VmId] is { } made ? made
            : AddVm(world.VmId, string.Create(CultureInfo.InvariantCulture, $"vm{world.VmId}"));
        group.Add(world);
        return group;
    }

    /// <summary>machine.slice gets a sibling, and so has to compete: until now its queues were those that the pCPUs pick from.</summary>
    internal void ShareRoot()
    {
        if (Root.IsTop) return;
        (Root.IsTop, MachineSlice.IsTop) = (true, false);
        _scheduler.ShareRoot(Root, MachineSlice);
    }

    private CfsBandwidth Cap(CpuQuota quota)
    {
        Check.That(quota.Quota >= SimDuration.FromMilliseconds(1), "a quota is 1 ms or more");
        Check.That(quota.Period >= SimDuration.FromMilliseconds(1) && quota.Period <= SimDuration.FromSeconds(1), "the period of a quota is 1 ms to 1 s");
        Check.That(quota.Burst >= SimDuration.Zero && quota.Burst <= quota.Quota, "the burst is 0 to the quota");
        // Linux starts every period timer at a random offset so that groups are not refilled all at once; a sequence that fills the circle evenly
        // does the same without chance. The first is refilled at whole periods.
        var turn = unchecked((ulong)_quotas++ * 0x9E3779B97F4A7C15UL);
        var offset = new SimDuration((long)Math.BigMul((ulong)quota.Period.Picoseconds, turn, out _));
        return new CfsBandwidth(_host, _scheduler, quota, _parameters.BandwidthSlice, offset);
    }
}
