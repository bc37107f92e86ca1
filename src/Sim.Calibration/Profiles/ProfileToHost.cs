using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Storage;
using Sim.Models.Scenarios;

namespace Sim.Calibration.Profiles;

/// <summary>Puts what a profile measured in place of a host's parameters of drives, idle states and dispatching; what it did not establish keeps its default.</summary>
/// <remarks>
/// Idle states: the measured idle time before deep idle, and the way out of it with the CPU time that a wake-up needs then, for as long as a core does nothing else; C1 stays as it is.
/// Dispatching under KVM: the context switch, and the CPU time of a sleep and wake-up, which here is ready time of the woken world. Lateness of timers and the
/// CPU of a request beyond its demand belong to the measuring threads and are not used.
/// The fitted slot time holds firmware, flash and link together, so the separate fixed times of the drive model are set to zero, and one
/// command holds one slot. What was measured through a file system on a virtual disk stands for one drive of the host. Page:
/// docs/models/calibration.md.
/// </remarks>
public static class ProfileToHost
{
    private const int LargestReadUnit = 1 << 20;

    /// <summary>The host with measured drives and idle states.</summary>
    /// <param name="profile">What was measured.</param>
    /// <param name="host">The host.</param>
    public static HostSpec Apply(Profile profile, HostSpec host) =>
        host with { Storage = host.Storage with { Drive = Drive(profile, host.Storage.Drive) }, Cpu = host.Cpu with { IdleStates = IdleStates(profile, host.Cpu.IdleStates) } };

    /// <summary>The hypervisor with measured costs of dispatching, which are KVM's; ESXi's block stays as it is.</summary>
    /// <param name="profile">What was measured.</param>
    /// <param name="hypervisor">The hypervisor.</param>
    public static HypervisorSpec Apply(Profile profile, HypervisorSpec hypervisor)
    {
        var costs = hypervisor.Kvm.Dispatch;
        if (profile.ValueOf("cpu.context_switch") is { } change) costs = costs with { ContextSwitch = SimDuration.FromNanoseconds(change) };
        if (profile.ValueOf("cpu.wake_cpu") is { } wake) costs = costs with { Wake = SimDuration.FromNanoseconds(wake) };
        return hypervisor with { Kvm = hypervisor.Kvm with { Dispatch = costs } };
    }

    private static ImmutableArray<IdleState> IdleStates(Profile profile, ImmutableArray<IdleState> states)
    {
        if (profile.ValueOf("cpu.idle_exit") is not { } exit || states.Length < 2) return states;
        var deep = states[^1] with { Exit = SimDuration.FromNanoseconds(exit + (profile.ValueOf("cpu.cold_wake_cpu") ?? 0)) };
        if (profile.ValueOf("cpu.deep_idle_after") is { } after) deep = deep with { Residency = SimDuration.FromNanoseconds(after) };
        return states.SetItem(states.Length - 1, deep);
    }

    private static NvmeParameters Drive(Profile profile, NvmeParameters drive)
    {
        if (profile.ValueOf("storage.read.service") is { } read)
        {
            drive = drive with
            {
                ReadTime = SimDuration.FromNanoseconds(read),
                ReadLatencyBefore = SimDuration.Zero,
                ReadLatencyAfter = SimDuration.Zero,
                FetchLatency = SimDuration.Zero,
                CompletionLatency = SimDuration.Zero,
                CommandTime = SimDuration.Zero,
                SteerableShare = 0,
                ReadUnit = LargestReadUnit,
            };
        }

        if (profile.ValueOf("storage.read.parallelism") is { } slots) drive = drive with { MediaUnits = Math.Max(1, (int)Math.Round(slots)) };
        // A uniform spread of half-width h about the mean has a coefficient of variation of h / sqrt(3); it cannot exceed the mean.
        if (profile.ValueOf("storage.read.service_cv") is { } variation) drive = drive with { ReadSpread = Math.Min(1, variation * Math.Sqrt(3)) };
        if (profile.ValueOf("storage.write.service") is { } write) drive = drive with { WriteLatency = SimDuration.FromNanoseconds(write) };
        if (profile.ValueOf("storage.write.bandwidth_limit") is { } bandwidth)
            drive = drive with { ProgramBandwidth = bandwidth, Age = DriveAge.Fresh, ProgramTime = SimDuration.Zero };
        var operations = profile.ValueOf("storage.read.iops_limit");
        var bytes = profile.ValueOf("storage.read.bandwidth_limit");
        return operations is null && bytes is null
            ? drive
            : drive with { Limit = (drive.Limit ?? new RateLimit()) with { Operations = operations ?? 0, Bandwidth = bytes ?? 0 } };
    }
}
