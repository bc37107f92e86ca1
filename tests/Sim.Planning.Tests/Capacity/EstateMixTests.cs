using Sim.Models.Workload;
using Sim.Planning.Capacity;
using Sim.Testing;

namespace Sim.Planning.Tests.Capacity;

public sealed class EstateMixTests
{
    private static readonly Lazy<PlanInputs> Shipped = new(() =>
        PlanReader.Read(Repository.PathOf("scenarios/consolidation/plan.yaml"), (host, _) => host));

    [Fact]
    public void The_first_VMs_stay_the_same_however_many_are_asked_for()
    {
        var mix = new EstateMix(Shipped.Value);
        var many = mix.First(400);
        Assert.Equal(mix.First(50), many[..50]);
        // 192 running VMs, then copies under their own names, so that every VM keeps its own streams.
        Assert.Equal(400, many.Select(vm => vm.Name).Distinct().Count());
        Assert.Equal(many[0].Workload, many[192].Workload);
        Assert.Equal(many[0].Name + "#2", many[192].Name);
    }

    [Fact]
    public void Requests_need_the_processor_time_and_the_I_Os_of_the_inventory()
    {
        var inputs = Shipped.Value;
        var mix = new EstateMix(inputs);
        var hosts = inputs.Import.Estate.Hosts.ToDictionary(host => host.Name, host => host.SpeedMHz!.Value * 1e6);
        var clocks = inputs.Import.Estate.RunningVms.ToDictionary(vm => vm.Key, vm => hosts[vm.Host]);
        var demands = inputs.Demand.Vms.ToDictionary(vm => vm.VmKey);
        Assert.All(mix.First(192), vm =>
        {
            var demand = demands[vm.Name];
            var template = RequestTemplate.Of(vm.Workload);
            if (vm.Workload.Rate <= 0.2 + 1e-9) return;
            // rate x CPU seconds at 3 GHz = utilisation x vCPUs x clock of the VM's host today / 3 GHz.
            Assert.Equal(demand.CpuUtilisation.Value * demand.Vcpus * clocks[vm.Name] / 3e9, vm.Workload.Rate * template.CpuSeconds, 6);
            if (template.DiskRequests > 0) Assert.Equal(demand.Iops.Value, vm.Workload.Rate * template.DiskRequests, 6);
        });
    }
}
