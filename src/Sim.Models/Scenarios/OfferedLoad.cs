using Sim.Models.Workload;

namespace Sim.Models.Scenarios;

/// <summary>The CPU that a VM asks for, by the utilisation law: requests per second times CPU seconds of a request.</summary>
public static class OfferedLoad
{
    /// <summary>vCPUs kept busy at 3 GHz, 0 to the VM's vCPUs. Users never ask for more than one request each at a time.</summary>
    /// <param name="vm">The VM.</param>
    public static double Of(VmPlan vm)
    {
        if (vm.Workload.Oltp is { } oltp) return Math.Min(vm.Vcpus, oltp.Clients * oltp.Demand.Seconds / Math.Max(1e-6, oltp.Demand.Seconds + oltp.ThinkTime.Seconds));
        var seconds = RequestTemplate.Of(vm.Workload).CpuSeconds;
        var rate = vm.Workload.Rate > 0 ? vm.Workload.Rate : vm.Workload.Users / Math.Max(1e-6, seconds + vm.Workload.ThinkTime.Seconds);
        return Math.Min(vm.Vcpus, rate * seconds);
    }
}
