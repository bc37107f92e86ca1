using System.Collections.Immutable;
using System.Globalization;
using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Workload;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Blocks;
using Sim.Scenarios.Input;

namespace Sim.Scenarios;

/// <summary>Reads and checks scenario files.</summary>
public static class ScenarioReader
{
    /// <summary>Reads a scenario, following <c>extends:</c>.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="underBoth">Whether it is run under both hypervisors, whichever it names.</param>
    /// <param name="fixedReplications">Whether the reader simulates a fixed number of replications, so that a precision would be ignored.</param>
    /// <param name="areCopies">Whether the files it names lie beside it, wherever the originals lay.</param>
    /// <returns>The scenario; the profile of its host with the folder of the file that names it.</returns>
    /// <exception cref="InputException">Anything is wrong; carries every finding.</exception>
    public static BoundDocument<Scenario> Read(string path, bool underBoth = false, bool fixedReplications = false, bool areCopies = false)
    {
        var (whole, traces) = ((Scenario?)null, new List<string>());
        var read = RecordBinder.Read<Scenario>(path, (scenario, report) =>
        {
            whole = WithProfile(WithTraces(scenario, report, areCopies, traces), report, areCopies);
            Check(whole, underBoth, report);
            if (fixedReplications) CheckFixed(scenario.Measurement, report);
        }, areCopies);
        return read with { Value = whole!, Files = read.Files.AddRange(traces.Distinct(StringComparer.Ordinal)), Defaults = DefaultsOf(read, read.Value) };
    }

    private static ImmutableArray<DefaultUsed> DefaultsOf(BoundDocument<Scenario> read, Scenario scenario) => GuestCheck.Note(
        KernelCheck.Note(read.Defaults, scenario.Hypervisor.Kvm, scenario.Host.Cpu.Pcpus, "hypervisor.kvm"), scenario.Hypervisor, scenario.Host.Cpu.Generation, "hypervisor");

    /// <summary>Refuses a precision where it would be ignored: a search asks of each number of VMs whether an SLO is kept, and saturated hosts reach no precision.</summary>
    /// <param name="measurement">The measurement.</param>
    /// <param name="report">Takes the finding.</param>
    public static void CheckFixed(MeasurementSpec measurement, FindingReporter report)
    {
        if (measurement.Precision is not null)
        {
            report.Add("measurement.precision", "is not used here: a fixed number of replications is simulated at each point",
                "measurement.replications alone; run and compare take --precision on the command line");
        }
    }

    /// <summary>Reads the block traces that VMs replay, each from beside the file that names it.</summary>
    private static Scenario WithTraces(Scenario scenario, FindingReporter report, bool areCopies, List<string> files)
    {
        var vms = scenario.Vms.ToBuilder();
        for (var i = 0; i < vms.Count; i++)
        {
            if (vms[i].Workload.Replay is not { } replay) continue;
            var file = report.Beside(string.Create(CultureInfo.InvariantCulture, $"vms[{i}].workload.replay.file"), Named(replay.File, areCopies));
            files.Add(file);
            vms[i] = vms[i] with { Workload = vms[i].Workload.With(BlockTraceReader.Read(file)) };
        }

        return scenario with { Vms = vms.ToImmutable() };
    }

    /// <summary>Places the profile beside the file that names it.</summary>
    private static Scenario WithProfile(Scenario scenario, FindingReporter report, bool areCopies) => scenario.Host.Profile is { Length: > 0 } named
        ? scenario with { Host = scenario.Host with { Profile = report.Beside("host.profile", Named(named, areCopies)) } }
        : scenario;

    /// <summary>Copies of a run's input files lie side by side, wherever the originals were.</summary>
    private static string Named(string file, bool isCopy) => isCopy ? Path.GetFileName(file) : file;

    /// <summary>Checks that the parts of a host fit together.</summary>
    /// <param name="host">The host.</param>
    /// <param name="field">Where it stands in the file.</param>
    /// <param name="report">Takes the findings.</param>
    public static void CheckHost(HostSpec host, string field, FindingReporter report)
    {
        StorageCheck.Run(host.Storage, field + ".storage", report);
        if (host.Cpu.NodesPerSocket > 1 && (host.Memory.SameSocketLatency < host.Memory.LocalLatency || host.Memory.SameSocketLatency > host.Memory.RemoteLatency))
        {
            report.Add(field + ".memory.sameSocketLatency", $"{host.Memory.SameSocketLatency} is not between the local and the remote latency",
                $"{host.Memory.LocalLatency} to {host.Memory.RemoteLatency}");
        }

        CpuCheck.Run(host.Cpu, field + ".cpu", report);
        if (host.Memory.RemoteLatency < host.Memory.LocalLatency)
            report.Add(field + ".memory.remoteLatency", $"{host.Memory.RemoteLatency} is below the local latency {host.Memory.LocalLatency}", "at least the local latency");
    }

    /// <summary>Checks a workload.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="field">Where it stands in the file.</param>
    /// <param name="report">Takes the findings.</param>
    public static void CheckWorkload(WorkloadSpec workload, string field, FindingReporter report)
    {
        if (!RequestTemplates.Names.Contains(workload.Template))
        {
            report.Add(field + ".template", $"'{workload.Template}' is not a request kind", string.Join(", ", RequestTemplates.Names),
                NearestName.Of(workload.Template, RequestTemplates.Names));
        }

        var custom = workload.Template == RequestTemplates.Custom;
        if (custom && workload.Stages.IsEmpty) report.Add(field + ".stages", "is missing for a custom request", "one stage or more");
        if (!custom && !workload.Stages.IsEmpty) report.Add(field + ".stages", $"is given, but '{workload.Template}' has its own", "stages only with template: custom");
        for (var i = 0; i < workload.Stages.Length - 1; i++)
        {
            if (workload.Stages[i].Kind == StageKind.Send)
                report.Add(string.Create(CultureInfo.InvariantCulture, $"{field}.stages[{i}]"), "sends the answer before the last stage", "send as the last stage");
        }

        CheckLocks(workload, field, report);
        DiskCheck.CheckRegions(workload, field, report);
        if (DiskCheck.Run(workload, field, report)) return;
        if (workload.Rate > 0 == workload.Users > 0)
        {
            report.Add(field, workload.Rate > 0 ? "has both a rate and users" : "has neither a rate nor users",
                "either rate (open arrivals) or users (closed loop)");
        }
    }

    private static void CheckLocks(WorkloadSpec workload, string field, FindingReporter report)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < workload.Locks.Length; i++)
        {
            if (names.Add(workload.Locks[i].Name)) continue;
            report.Add(string.Create(CultureInfo.InvariantCulture, $"{field}.locks[{i}].name"), $"'{workload.Locks[i].Name}' is there twice", "each name once");
        }

        if (workload.Template is not (RequestTemplates.Custom or RequestTemplates.DiskJobs or RequestTemplates.DiskTrace or RequestTemplates.Oltp) || workload.Stages.Any(stage => stage.Kind == StageKind.Cpu && stage.Demand > SimDuration.Zero)) return;
        const string Allowed = "a cpu stage with a demand above 0";
        if (!workload.Locks.IsEmpty) report.Add(field + ".locks", "are taken in CPU time, of which the requests have none", Allowed);
        if (workload.TlbShootdowns > 0) report.Add(field + ".tlbShootdowns", "come with CPU time, of which the requests have none", Allowed);
    }

    /// <summary>Ticks must leave the guest some time, and only what a hypervisor offers can be switched on.</summary>
    private static void CheckGuest(GuestCosts guest, CpuParameters cpu, bool offersHelp, string field, FindingReporter report)
    {
        const double Most = 0.1;
        var exits = guest.ExitsOn(cpu.Generation);
        var cycles = (exits.Kernel + exits.TimerWrite) / 2;
        var share = guest.TickRate * guest.TickExits * cycles / cpu.Clock;
        if (share > Most)
        {
            report.Add(field + ".tickRate", string.Create(CultureInfo.InvariantCulture,
                $"{guest.TickRate}/s x {guest.TickExits} exits of {cycles} cycles take {share:P0} of a vCPU's time"), "10 % or less");
        }

        if (offersHelp) return;
        const string Allowed = "auto or off: ESXi offers no paravirtual help with locks, flushes and interrupts";
        if (guest.PvSpinlocks == Paravirtual.On) report.Add(field + ".pvSpinlocks", "is on", Allowed);
        if (guest.PvTlbFlush == Paravirtual.On) report.Add(field + ".pvTlbFlush", "is on", Allowed);
        if (guest.PvSendIpi == Paravirtual.On) report.Add(field + ".pvSendIpi", "is on", Allowed);
    }

    /// <summary>Checks that the parts of a scenario fit together.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="underBoth">Whether it is run under both hypervisors, whichever it names.</param>
    /// <param name="report">Takes the findings.</param>
    public static void Check(Scenario scenario, bool underBoth, FindingReporter report)
    {
        CheckHost(scenario.Host, "host", report);
        KernelCheck.Run(scenario.Hypervisor.Kvm, "hypervisor.kvm", report);
        CheckGuest(scenario.Hypervisor.Kvm.Guest, scenario.Host.Cpu, offersHelp: true, "hypervisor.kvm.guest", report);
        CheckGuest(scenario.Hypervisor.Esxi.Guest, scenario.Host.Cpu, offersHelp: false, "hypervisor.esxi.guest", report);
        if (scenario.Vms.IsEmpty) report.Add("vms", "is an empty list", "one group of VMs or more");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < scenario.Vms.Length; i++)
        {
            var vm = scenario.Vms[i];
            var field = string.Create(CultureInfo.InvariantCulture, $"vms[{i}]");
            if (!names.Add(vm.Name)) report.Add(field + ".name", $"'{vm.Name}' is there twice", "each name once");
            CheckSize(vm, scenario.Host, field, report);
            GuestCheck.CheckPages(vm.Pages, field + ".pages", report);
            CheckCgroup(vm.Cgroup, underBoth || scenario.Hypervisor.Kind == HypervisorKind.Esxi, field + ".cgroup", report);
            KernelCheck.CheckVm(vm, scenario.Hypervisor.Kvm.Kernel, field, report);
            CheckWorkload(vm.Workload, field + ".workload", report);
            DiskCheck.CheckLength(vm.Workload, (scenario.Measurement.WarmUp ?? SimDuration.Zero) + scenario.Measurement.Length, field + ".workload", report);
        }

        EsxiCheck.Check(scenario, underBoth, report);
        PinningCheck.Run(scenario, underBoth, report);
        VirtualDiskCheck.Run(scenario, underBoth, report);
        DiskCheck.CheckRoom(scenario, report);
        CheckMeasurement(scenario, report);
    }

    private static void CheckCgroup(CgroupSpec cgroup, bool underEsxi, string field, FindingReporter report)
    {
        if (cgroup.Burst > SimDuration.Zero && !cgroup.Quotas.Any()) report.Add(field + ".burst", $"saves up {cgroup.Burst} of a quota that is not given", "quota, vcpuQuota, emulatorQuota or iothreadQuota beside it");
        foreach (var (key, quota) in cgroup.Quotas)
        {
            // A cap that one side of a comparison drops would make it a comparison of two different VMs.
            if (underEsxi) report.Add($"{field}.{key}", $"caps a VM at {quota} a period, which ESXi has not", "quotas only in a scenario that runs under kvm alone");
            if (cgroup.Burst > quota) report.Add(field + ".burst", $"{cgroup.Burst} is more than {key} {quota}", "up to the smallest quota of the VM");
        }
    }

    private static void CheckMeasurement(Scenario scenario, FindingReporter report)
    {
        var known = MetricCatalog.NamesFor(scenario.Vms.SelectMany(vm => RequestTemplates.TimedAs(vm.Workload))).ToList();
        for (var i = 0; i < scenario.Measurement.PrecisionOf.Length; i++)
        {
            var pattern = scenario.Measurement.PrecisionOf[i];
            if (known.Any(metric => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, metric, ignoreCase: false))) continue;
            report.Add(string.Create(CultureInfo.InvariantCulture, $"measurement.precisionOf[{i}]"), $"'{pattern}' is no metric of this scenario",
                "a name of docs/metrics.md, * for any part of it", NearestName.Of(pattern, known));
        }
    }

    private static void CheckSize(VmSpec vm, HostSpec host, string field, FindingReporter report)
    {
        if (vm.Vcpus > host.Cpu.Pcpus)
        {
            report.Add(field + ".vcpus", string.Create(CultureInfo.InvariantCulture, $"{vm.Vcpus} vCPUs are more than the host has threads"),
                string.Create(CultureInfo.InvariantCulture, $"1 to {host.Cpu.Pcpus}"));
        }

        if (vm.Memory > host.Memory.Size)
        {
            report.Add(field + ".memory", string.Create(CultureInfo.InvariantCulture, $"{vm.Memory >> 20} MiB are more than the host has"),
                string.Create(CultureInfo.InvariantCulture, $"up to {host.Memory.Size >> 20} MiB"));
        }
    }
}
