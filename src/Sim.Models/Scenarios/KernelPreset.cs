using System.Collections.Immutable;
using Sim.Core.Diagnostics;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Parameters;

namespace Sim.Models.Scenarios;

/// <summary>What a Linux kernel sets where a file is silent: the rules of its fair class, their tunables, ticks, idle search and halt polling.</summary>
/// <remarks>Source: cpu-and-memory 1.3, 1.4, 1.11, per kernel in <see cref="Source"/>. Page: docs/models/cpu.md, which prints the table.</remarks>
public sealed record KernelPreset
{
    /// <summary>The kernel whose values are the defaults of the keys themselves, whatever the size of the host.</summary>
    public const string Custom = "custom";

    /// <summary>CPUs beyond which tunables do not grow any more.</summary>
    private const int MostCpusScaled = 8;

    private static readonly FairSchedulerSpec Cfs = new()
    {
        Latency = SimDuration.FromMilliseconds(6),
        MinGranularity = SimDuration.FromMilliseconds(0.75),
        WakeupGranularity = SimDuration.FromMilliseconds(1),
        NewIdle = NewIdleSearch.Always,
    };

    private static readonly FairSchedulerSpec Eevdf = new() { Slice = SimDuration.FromMilliseconds(0.75), DelayDequeue = false, NewIdle = NewIdleSearch.Always };

    private static readonly FairSchedulerSpec Short = Eevdf with { Slice = SimDuration.FromMilliseconds(0.70), DelayDequeue = true };

    /// <summary>All kernels.</summary>
    public static ImmutableArray<KernelPreset> All { get; } =
    [
        new()
        {
            Name = Custom, Policy = FairPolicy.Eevdf, SliceRules = SliceRules.Smallest, HaltPollShrink = 2, Certainty = Certainty.Primary, IsScaled = false,
            Scheduler = Short with { Slice = SimDuration.FromMilliseconds(2.8), TickRate = 1000, NewIdle = NewIdleSearch.RandomAndRate },
            Source = "Linux 7.0 at 1000 ticks/s with the tunables of 8 or more CPUs on any host",
        },
        new()
        {
            Name = "rhel8", Policy = FairPolicy.Cfs, HaltPollShrink = 0, HasCoreScheduling = false, Certainty = Certainty.Primary, Scheduler = Cfs with { TickRate = 1000 },
            From = new Version(4, 18), Source = "Linux 4.18; its distributor's backports to the scheduler are not looked at",
        },
        new()
        {
            Name = "rhel9", Policy = FairPolicy.Cfs, HaltPollShrink = 0, Certainty = Certainty.Assumed, Scheduler = Cfs with { TickRate = 1000 },
            From = new Version(5, 14), Source = "Linux 5.14; that later releases of RHEL 9 keep CFS is assumed",
        },
        new()
        {
            Name = "ubuntu22.04", Policy = FairPolicy.Cfs, HaltPollShrink = 0, Certainty = Certainty.Primary, Scheduler = Cfs with { TickRate = 250 },
            From = new Version(5, 15), Source = "Linux 5.15",
        },
        new()
        {
            Name = "debian12", Policy = FairPolicy.Cfs, HaltPollShrink = 0, Certainty = Certainty.Primary, Scheduler = Cfs with { TickRate = 250 }, From = new Version(6, 1), Source = "Linux 6.1",
        },
        new()
        {
            Name = "linux6.5", Policy = FairPolicy.Cfs, HaltPollShrink = 0, Certainty = Certainty.Primary, Scheduler = Cfs with { TickRate = 250 },
            From = new Version(6, 5), Source = "Linux 6.5, the last with CFS; 250 is the choice of Kconfig.hz",
        },
        new()
        {
            Name = "ubuntu24.04", Policy = FairPolicy.Eevdf, SliceRules = SliceRules.None, HaltPollShrink = 0, Certainty = Certainty.Primary, Scheduler = Eevdf with { TickRate = 250 },
            From = new Version(6, 6), Source = "Linux 6.8",
        },
        new()
        {
            Name = "debian13", Policy = FairPolicy.Eevdf, SliceRules = SliceRules.WholeRequest, HaltPollShrink = 2, Certainty = Certainty.Assumed,
            Scheduler = Eevdf with { DelayDequeue = true, TickRate = 250, NewIdle = NewIdleSearch.Random },
            From = new Version(6, 12), Source = "Linux 6.12; that it is 6.12.65 or later (random idle search) is assumed",
        },
        new()
        {
            Name = "linux6.18", Policy = FairPolicy.Eevdf, SliceRules = SliceRules.Smallest, HaltPollShrink = 2, Certainty = Certainty.Primary,
            Scheduler = Short with { TickRate = 250, NewIdle = NewIdleSearch.Random }, From = new Version(6, 15), Source = "Linux 6.18.5 or later; 250 is the choice of Kconfig.hz",
        },
        new()
        {
            Name = "linux7.0", Policy = FairPolicy.Eevdf, SliceRules = SliceRules.Smallest, HaltPollShrink = 2, Certainty = Certainty.Primary,
            Scheduler = Short with { TickRate = 250, NewIdle = NewIdleSearch.RandomAndRate }, From = new Version(7, 0), Source = "Linux 7.0; 250 is the choice of Kconfig.hz",
        },
    ];

    /// <summary>The names, for messages.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(preset => preset.Name)];

    /// <summary>What a file calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The rules of its fair class.</summary>
    public required FairPolicy Policy { get; init; }

    /// <summary>Its tunables before scaling; keys that its policy does not know are not set.</summary>
    public required FairSchedulerSpec Scheduler { get; init; }

    /// <summary>halt_poll_ns_shrink: 0 resets the window (up to about 6.8), else what it is divided by.</summary>
    public required int HaltPollShrink { get; init; }

    /// <summary>How sure the values are; ticks are assumed everywhere.</summary>
    public required Certainty Certainty { get; init; }

    /// <summary>The kernel behind the name.</summary>
    public required string Source { get; init; }

    /// <summary>The first Linux whose rules these are, up to the next preset's: 6.6 and 6.7 have those of 6.8; 6.15 to 6.17 the slice of 6.18, which is nearer than 6.12's. Null where it is no kernel.</summary>
    public Version? From { get; init; }

    /// <summary>Whether tunables grow with the host: by 1 + log2 of its CPUs, 8 at most (sched_tunable_scaling).</summary>
    public bool IsScaled { get; init; } = true;

    /// <summary>EEVDF: what it makes of threads with slices of their own and of threads that move.</summary>
    public SliceRules SliceRules { get; init; }

    /// <summary>Whether it knows core scheduling: Linux 5.14 and later.</summary>
    public bool HasCoreScheduling { get; init; } = true;

    /// <summary>The preset of a name, or null.</summary>
    public static KernelPreset? Find(string name) => All.FirstOrDefault(preset => string.Equals(preset.Name, name, StringComparison.Ordinal));

    /// <summary>The preset whose rules a kernel has, or null when it is older than all.</summary>
    /// <param name="kernel">Version of Linux.</param>
    public static KernelPreset? OfLinux(Version kernel) => All.LastOrDefault(preset => preset.From is { } from && from <= kernel);

    /// <summary>The preset that a specification names.</summary>
    /// <exception cref="SimulationFault">There is none of that name; readers refuse it before.</exception>
    public static KernelPreset Of(KvmSpec kvm)
    {
        Check.That(Find(kvm.Kernel) is not null, "the kernel has no preset");
        return Find(kvm.Kernel)!;
    }

    /// <summary>The tunables on a host: those that the file gives, the kernel's otherwise.</summary>
    /// <param name="given">What the file gives.</param>
    /// <param name="pcpus">CPUs of the host, 1 or more.</param>
    public FairSchedulerSpec On(FairSchedulerSpec given, int pcpus) => given with
    {
        Slice = given.Slice ?? Scaled(Scheduler.Slice, pcpus),
        Latency = given.Latency ?? Scaled(Scheduler.Latency, pcpus),
        MinGranularity = given.MinGranularity ?? Scaled(Scheduler.MinGranularity, pcpus),
        WakeupGranularity = given.WakeupGranularity ?? Scaled(Scheduler.WakeupGranularity, pcpus),
        TickRate = given.TickRate ?? Scheduler.TickRate,
        DelayDequeue = given.DelayDequeue ?? Scheduler.DelayDequeue,
        NewIdle = given.NewIdle ?? Scheduler.NewIdle,
    };

    /// <summary>The scheduler of a host.</summary>
    /// <param name="kvm">The specification.</param>
    /// <param name="pcpus">CPUs of the host, 1 or more.</param>
    public static FairParameters SchedulerOf(KvmSpec kvm, int pcpus)
    {
        var preset = Of(kvm);
        var spec = preset.On(kvm.Scheduler, pcpus);
        var unset = new FairParameters();
        return new FairParameters
        {
            Policy = preset.Policy,
            Slice = spec.Slice ?? unset.Slice,
            DelayDequeue = spec.DelayDequeue ?? false,
            SliceRules = preset.SliceRules,
            Latency = spec.Latency ?? unset.Latency,
            MinGranularity = spec.MinGranularity ?? unset.MinGranularity,
            WakeupGranularity = spec.WakeupGranularity ?? unset.WakeupGranularity,
            TickRate = spec.TickRate ?? unset.TickRate,
            VmWeight = spec.VmWeight,
            BandwidthSlice = spec.BandwidthSlice,
            NewIdle = spec.NewIdle ?? unset.NewIdle,
            CoreScheduling = spec.CoreScheduling,
            Isolated = kvm.IsolatedCpus.Length > 0 ? PcpuSet.Parse(kvm.IsolatedCpus) : null,
        };
    }

    private SimDuration? Scaled(SimDuration? tunable, int pcpus) =>
        tunable is { } value && IsScaled ? value * (1L + (long)Math.Log2(Math.Min(pcpus, MostCpusScaled))) : tunable;
}
