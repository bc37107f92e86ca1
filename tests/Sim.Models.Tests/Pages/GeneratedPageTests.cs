using System.Collections.Immutable;
using System.Text;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hardware.Power;
using Sim.Models.Hardware.Storage;
using Sim.Models.Hardware.Storage.Raid;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Hypervisor.Io;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Measurement;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;
using Sim.Models.Workload;

namespace Sim.Models.Tests.Pages;

/// <summary>
/// What pages state about parameters, metrics and request kinds stands between markers and is written by this test, so that it cannot rot.
/// After a change of the code: <c>HVSIM_REWRITE_PAGES=1 dotnet run --project tests/Sim.Models.Tests -- --filter-class *GeneratedPageTests</c>.
/// </summary>
public sealed class GeneratedPageTests
{
    private static readonly CpuParameters Cpu = new() { Sockets = 2, CoresPerSocket = 32 };
    private static readonly MemoryParameters Memory = new() { Size = 1L << 40 };

    public static TheoryData<string, string> Sections => new()
    {
        { "models/cpu.md", "CpuParameters" },
        { "models/cpu.md", "TurboStep" },
        { "models/cpu.md", "IdleState" },
        { "models/cpu.md", "IdleStateTables" },
        { "models/cpu.md", "KvmPowerParameters" },
        { "models/cpu.md", "EsxiPowerParameters" },
        { "models/power.md", "HostPower" },
        { "models/cpu.md", "DispatchCosts" },
        { "models/guest.md", "GuestCosts" },
        { "models/guest.md", "GuestPages" },
        { "models/guest.md", "KvmVmSpec" },
        { "models/guest.md", "GuestHaltPoll" },
        { "models/guest.md", "ExitCosts" },
        { "models/guest.md", "LockSpec" },
        { "models/cpu.md", "FairSchedulerSpec" },
        { "models/cpu.md", "KernelPreset" },
        { "models/cpu.md", "CgroupSpec" },
        { "models/kvm-placement.md", "PinningSpec" },
        { "models/kvm-placement.md", "VcpuPinSpec" },
        { "models/kvm-placement.md", "NumaBalancingParameters" },
        { "models/esxi-cpu.md", "EsxiCpuParameters" },
        { "models/esxi-cpu.md", "EsxiNumaParameters" },
        { "models/esxi-cpu.md", "EsxiVmSpec" },
        { "models/esxi-cpu.md", "ResourcePoolSpec" },
        { "models/memory.md", "MemoryParameters" },
        { "models/memory.md", "MemoryOvercommitParameters" },
        { "models/storage-path.md", "KvmDiskParameters" },
        { "models/storage-path.md", "ImageParameters" },
        { "models/storage-path.md", "PageCacheParameters" },
        { "models/storage-path.md", "CopyOnWriteParameters" },
        { "models/storage-path.md", "EsxiDiskParameters" },
        { "models/storage-path.md", "SsdCacheParameters" },
        { "models/workload.md", "AddressSpec" },
        { "models/workload.md", "OltpSpec" },
        { "models/nvme.md", "NvmeParameters" },
        { "models/nvme.md", "NvmePresets" },
        { "models/hdd.md", "HddParameters" },
        { "models/raid.md", "RaidParameters" },
        { "models/network-path.md", "NetPathParameters" },
        { "models/workload.md", "StageSpec" },
        { "models/workload.md", "IoJobSpec" },
        { "models/workload.md", "ReplaySpec" },
        { "models/workload.md", "WorkloadSpec" },
        { "models/workload.md", "RequestTemplates" },
        { "metrics.md", "MetricCatalog" },
        { "metrics.md", "CpuCounters" },
    };

    [Theory]
    [MemberData(nameof(Sections))]
    public void A_page_says_what_the_code_says(string page, string section)
    {
        var path = Path.Combine(Root(), "docs", page);
        var text = File.ReadAllText(path);
        var open = $"<!-- generated: {section} -->\n";
        const string Close = "<!-- end -->";
        var start = text.IndexOf(open, StringComparison.Ordinal);
        Assert.True(start >= 0, $"{page} has no marker {open.Trim()}");
        start += open.Length;
        var end = text.IndexOf(Close, start, StringComparison.Ordinal);
        Assert.True(end >= 0, $"{page}: section {section} has no end marker");
        var wanted = Content(section);
        if (Environment.GetEnvironmentVariable("HVSIM_REWRITE_PAGES") == "1") File.WriteAllText(path, text[..start] + wanted + text[end..]);
        else Assert.Equal(wanted, text[start..end]);
    }

    private static string Content(string section) => section switch
    {
        "CpuParameters" => ParameterTable.Of(("default", Cpu)),
        "TurboStep" => ParameterTable.Of(("example", new TurboStep { Cores = 4, Clock = 3.4e9 })),
        "IdleState" => ParameterTable.Of(("C1", Cpu.IdleStates[0]), ("C6", Cpu.IdleStates[1])),
        "IdleStateTables" => IdleTables(),
        "KvmPowerParameters" => ParameterTable.Of(("default", new KvmPowerParameters())),
        "EsxiPowerParameters" => ParameterTable.Of(("default", new EsxiPowerParameters())),
        "HostPower" => ParameterTable.Of(("default", new HostPower())),
        "DispatchCosts" => ParameterTable.Of(("default", new DispatchCosts())),
        "GuestCosts" => ParameterTable.Of(("default", new GuestCosts().On(CpuGeneration.Custom))),
        "GuestPages" => ParameterTable.Of(("default", new GuestPages())),
        "KvmVmSpec" => ParameterTable.Of(("default", new KvmVmSpec())),
        "GuestHaltPoll" => ParameterTable.Of(("default", new GuestHaltPoll())),
        "ExitCosts" => Exits(),
        "LockSpec" => ParameterTable.Of(("default", new LockSpec { Name = "", Hold = default })),
        "FairSchedulerSpec" => ParameterTable.Of(("default", KernelPreset.Find(KernelPreset.Custom)!.Scheduler)),
        "KernelPreset" => Kernels(),
        "CgroupSpec" => ParameterTable.Of(("default", new CgroupSpec())),
        "PinningSpec" => ParameterTable.Of(("default", new PinningSpec())),
        "NumaBalancingParameters" => ParameterTable.Of(("default", new NumaBalancingParameters())),
        "VcpuPinSpec" => ParameterTable.Of(("example", new VcpuPinSpec { Vcpu = 0, Cpus = "4" })),
        "EsxiCpuParameters" => ParameterTable.Of(("default", new EsxiCpuParameters())),
        "EsxiNumaParameters" => ParameterTable.Of(("default", new EsxiNumaParameters())),
        "EsxiVmSpec" => ParameterTable.Of(("default", new EsxiVmSpec())),
        "ResourcePoolSpec" => ParameterTable.Of(("default", new ResourcePoolSpec { Name = "" })),
        "MemoryParameters" => ParameterTable.Of(("default", Memory)),
        "MemoryOvercommitParameters" => ParameterTable.Of(("KVM", MemoryOvercommitParameters.Kvm), ("ESXi", MemoryOvercommitParameters.Esxi)),
        "KvmDiskParameters" => ParameterTable.Of(("default", new KvmDiskParameters())),
        "ImageParameters" => ParameterTable.Of(("default", new ImageParameters())),
        "PageCacheParameters" => ParameterTable.Of(("default", new PageCacheParameters())),
        "CopyOnWriteParameters" => ParameterTable.Of(("default", new CopyOnWriteParameters())),
        "SsdCacheParameters" => ParameterTable.Of(("default", new SsdCacheParameters { Capacity = 0 })),
        "AddressSpec" => ParameterTable.Of(("default", new AddressSpec { Region = 0 })),
        "OltpSpec" => ParameterTable.Of([.. OltpSpec.Presets.Select(preset => (preset.Name, (OltpSpec)preset.Parameters))]),
        "EsxiDiskParameters" => ParameterTable.Of(("default", new EsxiDiskParameters())),
        "NvmeParameters" => ParameterTable.Of(("default", new NvmeParameters()), ("980 PRO", NvmePresets.Samsung980Pro)),
        "NvmePresets" => Drives(),
        "HddParameters" => ParameterTable.Of(("default", new HddParameters()), ("10k", (HddParameters)HddParameters.Presets[1].Parameters)),
        "RaidParameters" => ParameterTable.Of(("default", new RaidParameters())),
        "NetPathParameters" => ParameterTable.Of(("vhost-net", NetPathParameters.VhostNet), ("vmxnet3", NetPathParameters.Vmxnet3)),
        "ReplaySpec" => ParameterTable.Of(("default", new ReplaySpec { File = "" })),
        "IoJobSpec" => ParameterTable.Of(("default", new IoJobSpec { Name = "" })),
        "StageSpec" => ParameterTable.Of(("default", new StageSpec { Kind = StageKind.Cpu })),
        "WorkloadSpec" => ParameterTable.Of(("default", new WorkloadSpec { Template = "web-request" })),
        "RequestTemplates" => Templates(),
        "MetricCatalog" => Metrics(),
        "CpuCounters" => Counters(),
        _ => throw new InvalidOperationException($"nobody writes section {section}"),
    };

    private static string IdleTables()
    {
        var text = new StringBuilder("| processors | idle states: exit latency, residency |\n|---|---|\n");
        (string Name, ImmutableArray<IdleState> States)[] tables =
            [("Xeon Scalable, first and second generation", IdleStateTables.SkylakeServer), ("Xeon Scalable, third generation", IdleStateTables.IceLakeServer)];
        foreach (var (name, states) in tables) text.Append(Invariant($"| {name} | {string.Join("; ", states.Select(state => $"{state.Name} {state.Exit}, {state.Residency}"))} |\n"));
        return text.ToString();
    }

    private static string Drives()
    {
        var text = new StringBuilder("| preset | capacity | link | units x read | programs | spare space | command | mark | source |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var preset in NvmePresets.Named)
        {
            var drive = (NvmeParameters)preset.Parameters;
            var link = drive.Link.Generation == PcieGeneration.Sata3 ? "sata3" : Invariant($"gen{(int)drive.Link.Generation} x{drive.Link.Lanes}");
            var spare = drive.WritesInPlace ? "in place" : Invariant($"{drive.OverProvisioning * 100:0.0} %");
            text.Append(Invariant($"| `{preset.Name}` | {drive.Capacity / 1e12} TB | {link} | {drive.MediaUnits} x {drive.ReadTime} | {drive.ProgramBandwidth / 1e9} GB/s | {spare} | {drive.CommandTime} | {preset.Certainty.ToString()[0]} | {preset.Source} |\n"));
        }

        return text.ToString().Replace("| A |", "| G |", StringComparison.Ordinal);
    }

    private static string Exits()
    {
        var text = new StringBuilder(
            "| `generation` | exitCycles | timerExitCycles | userExitCycles | pauseExitCycles | pauseCycles | pauseWindow | ipiSendCycles | ipiReceiveCycles | postedInterrupts | from | mark |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var one in ExitCosts.All)
        {
            var name = string.Concat(one.Generation.ToString().Select((letter, i) => (i > 0 && char.IsUpper(letter) ? "-" : "") + char.ToLowerInvariant(letter)));
            text.Append(Invariant($"| `{name}` | {one.Kernel} | {one.TimerWrite} | {one.User} | {one.Pause} | {one.PauseRound} | {one.PauseWindow} | "));
            text.Append(Invariant($"{(one.SendsWithoutExit ? "no exit" : one.IpiSend)} | {one.IpiReceive} | {(one.IsPosted ? "on" : "off")} | {one.Notes} | {(one.KernelCertainty == Certainty.Primary ? "P for exitCycles, else G" : "G")} |\n"));
        }

        return text.ToString();
    }

    private static string Kernels()
    {
        var text = new StringBuilder(
            "| `kernel` | policy | slice | latency | minGranularity | wakeupGranularity | tickRate | delayDequeue | own slices | newIdle | halt poll shrink | kernel behind it | mark |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var kernel in KernelPreset.All)
        {
            var set = kernel.Scheduler;
            text.Append(Invariant($"| `{kernel.Name}` | {kernel.Policy} | {Shown(set.Slice)} | {Shown(set.Latency)} | {Shown(set.MinGranularity)} | {Shown(set.WakeupGranularity)} | "));
            text.Append(Invariant($"{set.TickRate} | {Shown(set.DelayDequeue)} | {kernel.SliceRules} | {Shown(set.NewIdle)} | {kernel.HaltPollShrink} | {kernel.Source} | {(kernel.Certainty == Certainty.Assumed ? "G" : "P")} |\n"));
        }

        return text.ToString();

        static string Shown<T>(T? value)
            where T : struct => value is { } set ? Invariant($"{set}") : "-";
    }

    private static string Templates()
    {
        var text = new StringBuilder("| kind | asked for by | stages | stalled on memory | pages touched |\n|---|---|---|---|---|\n");
        foreach (var template in RequestTemplates.All)
        {
            var stages = template.Stages.Select(stage => stage.Kind switch
            {
                StageKind.Cpu => Invariant($"cpu {stage.Demand.Milliseconds} ms (cv {stage.Variation})"),
                StageKind.Send => Invariant($"send {stage.Size} B"),
                _ => Invariant($"{(stage.Kind == StageKind.Read ? "read" : "write")} {stage.Count} x {stage.Size} B"),
            });
            var source = template.RequestBytes > 0 ? Invariant($"message of {template.RequestBytes} B") : "the VM itself";
            text.Append(Invariant($"| `{template.Name}` | {source} | {string.Join(", ", stages)} | {template.StallFraction * 100} % | {template.PagesTouched} |\n"));
        }

        return text.ToString();
    }

    private static string Metrics()
    {
        var text = new StringBuilder("| metric | unit | definition | on a real host |\n|---|---|---|---|\n");
        foreach (var metric in MetricCatalog.All.Concat(MetricCatalog.PerRequestKind))
            text.Append("| `").Append(metric.Name).Append("` | ").Append(metric.Unit).Append(" | ").Append(metric.Definition).Append(" | ").Append(metric.Twin).Append(" |\n");
        return text.ToString();
    }

    private static string Counters()
    {
        var text = new StringBuilder("| metric | esxtop | libvirt domstats | Linux | Prometheus | account |\n|---|---|---|---|---|---|\n");
        foreach (var one in CpuCounters.All)
            text.Append(Invariant($"| `{one.Metric}` | {Or(one.Esxtop)} | {Or(one.Libvirt)} | {Or(one.Linux)} | {Or(one.Prometheus)} | `{one.Account}` |\n"));
        return text.ToString();

        static string Or(string counter) => counter.Length > 0 ? counter : "-";
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Sim.slnx"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("these tests must run from a build inside the repository");
    }
}
