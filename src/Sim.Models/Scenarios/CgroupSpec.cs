using Sim.Core.Time;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>The CPU cgroups of one VM under KVM, as libvirt's cputune sets them.</summary>
public sealed record CgroupSpec
{
    /// <summary>cpu.weight of the VM's group; nothing: the host's <c>vmWeight</c>.</summary>
    [Parameter("cpu.weight of the VM among the VMs (libvirt shares), 100 is what every VM has by default; auto: vmWeight of the hypervisor.",
        Min = 1, Max = 10000, MayBeAuto = true)]
    public int? Weight { get; init; }

    /// <summary>Cap of the whole VM; nothing: none.</summary>
    [Parameter("CPU time that the whole VM may use a period (libvirt global_quota); not given: no cap.", Min = 1, Max = 1_000_000, Unit = "ms")]
    public SimDuration? Quota { get; init; }

    /// <summary>Cap of each vCPU; nothing: none.</summary>
    [Parameter("CPU time that each vCPU may use a period (libvirt quota); not given: no cap.", Min = 1, Max = 1000, Unit = "ms")]
    public SimDuration? VcpuQuota { get; init; }

    /// <summary>Cap of the emulator and vhost threads together; nothing: none.</summary>
    [Parameter("CPU time that the emulator and vhost threads may use a period together (libvirt emulator_quota); not given: no cap.",
        Min = 1, Max = 1_000_000, Unit = "ms")]
    public SimDuration? EmulatorQuota { get; init; }

    /// <summary>Cap of each I/O thread; nothing: none.</summary>
    [Parameter("CPU time that each I/O thread may use a period (libvirt iothread_quota); not given: no cap.", Min = 1, Max = 1000, Unit = "ms")]
    public SimDuration? IothreadQuota { get; init; }

    /// <summary>How often quotas are refilled.</summary>
    [Parameter("How often quotas are refilled.", Min = 1, Max = 1000, Unit = "ms",
        Certainty = Certainty.Primary, Source = "Linux kernel/sched/fair.c, default_cfs_period: 100 ms")]
    public SimDuration Period { get; init; } = SimDuration.FromMilliseconds(100);

    /// <summary>Unused quota that may be saved up.</summary>
    [Parameter("Unused quota that a cap may save up (cpu.max.burst), not above the quota.", Min = 0, Max = 1_000_000, Unit = "ms",
        Certainty = Certainty.Primary, Source = "Linux Documentation/scheduler/sched-bwc.rst: 0 by default")]
    public SimDuration Burst { get; init; } = SimDuration.Zero;

    /// <summary>The caps that are given, with the names of their keys.</summary>
    public IEnumerable<(string Key, SimDuration Quota)> Quotas
    {
        get
        {
            if (Quota is { } vm) yield return ("quota", vm);
            if (VcpuQuota is { } vcpu) yield return ("vcpuQuota", vcpu);
            if (EmulatorQuota is { } emulator) yield return ("emulatorQuota", emulator);
            if (IothreadQuota is { } iothread) yield return ("iothreadQuota", iothread);
        }
    }

    /// <summary>A cap with this VM's period and burst, or null.</summary>
    internal CpuQuota? Cap(SimDuration? quota) => quota is { } given ? new CpuQuota(given, Period, Burst) : null;
}
