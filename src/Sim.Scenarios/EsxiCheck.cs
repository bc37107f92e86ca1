using System.Globalization;
using Sim.Models.Scenarios;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Scenarios;

/// <summary>Admission of an ESXi host: resource pools that are a tree, and reservations that can be kept.</summary>
/// <remarks>Source: Cpu.VMAdmitCheckPerVcpuMin and cpu-and-memory 2.2; a VM wider than the host is refused with the other sizes.</remarks>
internal static class EsxiCheck
{
    public static void Check(Scenario scenario, bool underBoth, FindingReporter report)
    {
        for (var i = 0; i < scenario.Vms.Length && (underBoth || scenario.Hypervisor.Kind == HypervisorKind.Kvm); i++)
        {
            // A cap or a core of its own that one side of a comparison drops would make it a comparison of two different VMs.
            if (scenario.Vms[i].Esxi.LatencySensitivity == LatencySensitivity.High)
            {
                report.Add(string.Create(CultureInfo.InvariantCulture, $"vms[{i}].esxi.latencySensitivity"), "high gives every vCPU a core of its own, which KVM has not",
                    "high only in a scenario that runs under esxi alone");
            }

            if (scenario.Vms[i].Esxi.Limit is not { } limit) continue;
            report.Add(string.Create(CultureInfo.InvariantCulture, $"vms[{i}].esxi.limit"), $"caps a VM at {Megahertz(limit)}, which KVM has not",
                "limits only in a scenario that runs under esxi alone");
        }

        var isTree = CheckPools(scenario.Hypervisor.Esxi, report);
        for (var i = 0; i < scenario.Vms.Length; i++) CheckVm(scenario, i, report);
        if (isTree) CheckReservations(scenario, report);
        CheckMemory(scenario, report);
        CheckCores(scenario, report);
    }

    private static bool CheckPools(EsxiSpec esxi, FindingReporter report)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        var isTree = true;
        foreach (var pool in esxi.Pools) parents[pool.Name] = pool.Parent;
        for (var i = 0; i < esxi.Pools.Length; i++)
        {
            var pool = esxi.Pools[i];
            var field = string.Create(CultureInfo.InvariantCulture, $"hypervisor.esxi.pools[{i}]");
            CheckShares(pool.Shares, CpuShares.PoolWidth, esxi, field, report);
            CheckLimit(pool.Reservation, pool.Limit, field, report);
            if (pool.Name.Length == 0) report.Add(field + ".name", "is empty", "a name");
            if (!names.Add(pool.Name)) report.Add(field + ".name", $"'{pool.Name}' is there twice", "each name once");
            if (pool.Parent.Length > 0 && !parents.ContainsKey(pool.Parent))
            {
                report.Add(field + ".parent", $"'{pool.Parent}' is no resource pool", string.Join(", ", parents.Keys), NearestName.Of(pool.Parent, parents.Keys));
                isTree = false;
            }
            else if (IsInCircle(pool.Name, parents))
            {
                report.Add(field + ".parent", $"'{pool.Parent}' is inside '{pool.Name}' itself", "a pool that is not in this one");
                isTree = false;
            }
        }

        return isTree && names.Count == esxi.Pools.Length && !names.Contains("");
    }

    private static void CheckVm(Scenario scenario, int index, FindingReporter report)
    {
        var vm = scenario.Vms[index];
        var pools = scenario.Hypervisor.Esxi.Pools.Select(pool => pool.Name).ToList();
        var field = string.Create(CultureInfo.InvariantCulture, $"vms[{index}].esxi");
        if (vm.Esxi.Pool.Length > 0 && !pools.Contains(vm.Esxi.Pool))
        {
            report.Add(field + ".pool", $"'{vm.Esxi.Pool}' is no resource pool", pools.Count > 0 ? string.Join(", ", pools) : "a name of hypervisor.esxi.pools",
                NearestName.Of(vm.Esxi.Pool, pools));
        }

        CheckShares(vm.Esxi.Shares, vm.Vcpus, scenario.Hypervisor.Esxi, field, report);
        CheckLimit(vm.Esxi.Reservation, vm.Esxi.Limit, field, report);
        if (vm.Esxi is { CpuHotAdd: true, MaxPerVirtualNode: { } size })
        {
            report.Add(field + ".maxPerVirtualNode", $"{size.ToString(CultureInfo.InvariantCulture)}, but a VM with CPU hot-add has no virtual nodes",
                "not given, or cpuHotAdd: false");
        }

        CheckSensitivity(scenario, index, field, report);
        var most = vm.Vcpus * scenario.Host.Cpu.Clock;
        if (vm.Esxi.Reservation > most)
        {
            report.Add(field + ".reservation", $"{Megahertz(vm.Esxi.Reservation)} are more than a pCPU's speed for each vCPU",
                $"up to {Megahertz(most)} for {vm.Vcpus.ToString(CultureInfo.InvariantCulture)} vCPUs");
        }
    }

    private static void CheckSensitivity(Scenario scenario, int index, string field, FindingReporter report)
    {
        var vm = scenario.Vms[index];
        if (vm.Esxi.MemoryReservation > vm.Memory)
        {
            report.Add(field + ".memoryReservation", $"{Mebibytes(vm.Esxi.MemoryReservation)} are more than the VM has", $"up to its memory of {Mebibytes(vm.Memory)}");
            return;
        }

        var full = vm.Vcpus * scenario.Host.Cpu.Clock;
        // As many digits of MHz as a scenario gives.
        if (vm.Esxi.LatencySensitivity == LatencySensitivity.Normal || (vm.Esxi.Reservation >= full * (1 - 1e-6) && vm.Esxi.MemoryReservation == vm.Memory)) return;
        report.Add(
            field + ".latencySensitivity",
            $"high asks for a full reservation, but {Megahertz(vm.Esxi.Reservation)} of {Megahertz(full)} and {Mebibytes(vm.Esxi.MemoryReservation)} of {Mebibytes(vm.Memory)} are reserved",
            $"reservation: {Megahertz(full)} and memoryReservation: {Mebibytes(vm.Memory)} beside it");
    }

    private static void CheckMemory(Scenario scenario, FindingReporter report)
    {
        var memory = scenario.Hypervisor.Esxi.Memory;
        var reserved = CpuAdmission.ReservedMemory(memory, VmPlans.Of(scenario.Vms));
        var allowed = scenario.Host.Memory.Size - memory.HostReserve;
        if (reserved > allowed)
            report.Add("vms", $"reserve {Mebibytes(reserved)} of memory together, overhead included", $"up to the {Mebibytes(allowed)} that ESXi itself leaves");
    }

    private static void CheckCores(Scenario scenario, FindingReporter report)
    {
        if (CpuAdmission.FirstWithoutCores(scenario.Host, scenario.Hypervisor.Esxi, VmPlans.Of(scenario.Vms)) is not { } refused) return;
        var kept = scenario.Hypervisor.Esxi.Scheduler.SharedCores.ToString(CultureInfo.InvariantCulture);
        report.Add(
            "vms", string.Create(CultureInfo.InvariantCulture, $"{refused.Vm} asks for {refused.Wanted} exclusive cores (latencySensitivity: high), {refused.Left} are left"),
            $"as many vCPUs of such VMs as there are cores beside the {kept} that every node keeps, each NUMA client's on one node");
    }

    private static void CheckReservations(Scenario scenario, FindingReporter report)
    {
        var pools = scenario.Hypervisor.Esxi.Pools;
        var vms = scenario.Vms.SelectMany(vm => Enumerable.Repeat(vm.Esxi, vm.Count)).ToList();
        if (vms.Any(vm => vm.Pool.Length > 0 && pools.All(pool => pool.Name != vm.Pool))) return;
        foreach (var refused in CpuAdmission.Refusals(scenario.Host.Cpu.Cores * scenario.Host.Cpu.Clock, pools, vms))
        {
            if (refused.Pool.Length == 0)
            {
                report.Add("vms", $"reserve {Megahertz(refused.Reserved)} of CPU together", $"up to the host's {Megahertz(refused.Allowed)}: cores times clock");
                continue;
            }

            var isLimit = refused.Property == nameof(ResourcePoolSpec.Limit);
            var index = pools.IndexOf(pools.First(pool => pool.Name == refused.Pool));
            report.Add(
                string.Create(CultureInfo.InvariantCulture, $"hypervisor.esxi.pools[{index}].{(isLimit ? "limit" : "reservation")}"),
                $"{Megahertz(refused.Allowed)}, but {Megahertz(refused.Reserved)} are reserved in it",
                isLimit ? "at least what is reserved in it" : "at least what is reserved in it, or expandable: true");
        }
    }

    private static void CheckShares(string shares, int vcpus, EsxiSpec esxi, string field, FindingReporter report)
    {
        if (CpuShares.Of(shares, vcpus, esxi.Scheduler.SharesPerVcpu) is not null) return;
        report.Add(field + ".shares", $"'{shares}' is neither a level nor a number of shares",
            string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", CpuShares.Levels)} or 1 to {CpuShares.Most}"), NearestName.Of(shares, CpuShares.Levels));
    }

    private static void CheckLimit(double reservation, double? limit, string field, FindingReporter report)
    {
        if (limit < reservation)
            report.Add(field + ".limit", $"{Megahertz(limit.Value)} is below the reservation of {Megahertz(reservation)}", "at least the reservation");
    }

    private static bool IsInCircle(string name, Dictionary<string, string> parents)
    {
        var at = parents[name];
        for (var steps = 0; steps <= parents.Count && at.Length > 0; steps++)
        {
            if (at == name) return true;
            if (!parents.TryGetValue(at, out var next)) return false;
            at = next;
        }

        return false;
    }

    private static string Megahertz(double hertz) => string.Create(CultureInfo.InvariantCulture, $"{hertz / 1e6:0.###} MHz");

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0.###} MiB");
}
