using System.Globalization;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Scenarios;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Scenarios;

/// <summary>CPU lists and node lists of a KVM host: that they can be read, name what the host has, and leave room.</summary>
internal static class PinningCheck
{
    public static void Run(Scenario scenario, bool underBoth, FindingReporter report)
    {
        var cpu = scenario.Host.Cpu;
        // A host whose parts do not fit together has its own findings.
        if (cpu.CoresPerSocket % cpu.NodesPerSocket != 0) return;
        var isolated = List(scenario.Hypervisor.Kvm.IsolatedCpus, cpu.Pcpus, "CPU", "hypervisor.kvm.isolatedCpus", report);
        if (isolated?.Count == cpu.Pcpus)
            report.Add("hypervisor.kvm.isolatedCpus", $"'{isolated}' leaves the host no CPU for what is not pinned", Text($"some of 0-{cpu.Pcpus - 1}"));
        for (var i = 0; i < scenario.Vms.Length; i++) Check(scenario, i, underBoth, report);
        CheckRoom(scenario, report);
    }

    private static void Check(Scenario scenario, int index, bool underBoth, FindingReporter report)
    {
        var (vm, cpu, field) = (scenario.Vms[index], scenario.Host.Cpu, Text($"vms[{index}].pinning"));
        var pinning = vm.Pinning;
        // A pin that one side of a comparison drops would make it a comparison of two different VMs.
        if (pinning.IsPinned && (underBoth || scenario.Hypervisor.Kind == HypervisorKind.Esxi))
            report.Add(field, "pins a VM, which is not modelled under ESXi", "pinning only in a scenario that runs under kvm alone");
        List(pinning.Cpuset, cpu.Pcpus, "CPU", field + ".cpuset", report);
        List(pinning.EmulatorPin, cpu.Pcpus, "CPU", field + ".emulatorPin", report);
        List(pinning.IothreadPin, cpu.Pcpus, "CPU", field + ".iothreadPin", report);
        List(pinning.Nodeset, cpu.Nodes, "NUMA node", field + ".nodeset", report);
        var seen = new HashSet<int>();
        for (var i = 0; i < pinning.VcpuPin.Length; i++)
        {
            var (pin, path) = (pinning.VcpuPin[i], Text($"{field}.vcpuPin[{i}]"));
            if (pin.Vcpu >= vm.Vcpus) report.Add(path + ".vcpu", Text($"{pin.Vcpu} is no vCPU of '{vm.Name}'"), Text($"0 to {vm.Vcpus - 1}"));
            else if (!seen.Add(pin.Vcpu)) report.Add(path + ".vcpu", Text($"{pin.Vcpu} is pinned twice"), "each vCPU once");
            if (pin.Cpus.Length == 0) report.Add(path + ".cpus", "is empty", Text($"a CPU list of 0-{cpu.Pcpus - 1}"));
            List(pin.Cpus, cpu.Pcpus, "CPU", path + ".cpus", report);
        }
    }

    /// <summary>Strict memory is refused by the kernel when its nodes are full: what is bound to the nodes of a list, and to some of them, must find room there.</summary>
    private static void CheckRoom(Scenario scenario, FindingReporter report)
    {
        var cpu = scenario.Host.Cpu;
        var perNode = Math.Max(0, (scenario.Host.Memory.Size - scenario.Hypervisor.Kvm.Memory.HostReserve) / cpu.Nodes);
        for (var i = 0; i < scenario.Vms.Length; i++)
        {
            if (!IsList(scenario.Vms[i].Pinning.Nodeset, cpu.Nodes, out var nodes)) continue;
            var bound = scenario.Vms.Where(vm => IsList(vm.Pinning.Nodeset, cpu.Nodes, out var theirs) && theirs.Members.All(nodes.Contains))
                .Sum(vm => (double)vm.Count * vm.Memory * vm.Touched);
            if (bound <= (double)perNode * nodes.Count) continue;
            report.Add(Text($"vms[{i}].pinning.nodeset"), Text($"{bound / (1L << 30):0.#} GiB of touched memory are bound to nodes {nodes}"),
                Text($"up to {(double)perNode * nodes.Count / (1L << 30):0.#} GiB, what these nodes have without the host's own"));
        }
    }

    private static bool IsList(string text, int count, out PcpuSet set) =>
        PcpuSet.TryParse(text.Length == 0 ? "^0" : text, out set, out _) && set.Count > 0 && set.Members.All(member => member < count);

    private static PcpuSet? List(string text, int count, string what, string field, FindingReporter report)
    {
        if (text.Length == 0) return null;
        var allowed = Text($"a list such as 0-3,8,^2 of 0 to {count - 1}");
        if (!PcpuSet.TryParse(text, out var set, out var problem))
        {
            report.Add(field, problem, allowed);
            return null;
        }

        if (set.Count == 0) report.Add(field, $"'{text}' is an empty set", allowed);
        foreach (var member in set.Members)
        {
            if (member < count) continue;
            report.Add(field, Text($"the host has no {what} {member}"), allowed);
            return null;
        }

        return set;
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
