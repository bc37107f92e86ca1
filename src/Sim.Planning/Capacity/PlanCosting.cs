using System.Collections.Immutable;
using Sim.Estate.Inventory;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Planning.Cost;
using Sim.Planning.Density;
using Sim.Planning.Power;
using Sim.Planning.Prices;
using Sim.Planning.Sizing;

namespace Sim.Planning.Capacity;

/// <summary>Joins the estate, the host that was simulated and the densities found into one question about money.</summary>
public static class PlanCosting
{
    /// <summary>The money of a plan.</summary>
    /// <param name="spec">The plan.</param>
    /// <param name="host">The candidate host.</param>
    /// <param name="estate">The VMs.</param>
    /// <param name="prices">The price book.</param>
    /// <param name="power">The power curves.</param>
    /// <param name="curves">Densities found; empty to check the money before anything is simulated.</param>
    public static PlanningCase CaseOf(
        PlanSpec spec, HostSpec host, VmEstate estate, PriceBook prices, PowerFile power,
        ImmutableSortedDictionary<HypervisorKind, DensityCurve> curves)
    {
        var running = estate.RunningVms;
        var plan = new CostPlan
        {
            Name = spec.Name,
            PriceBook = spec.PriceBook,
            PowerFile = spec.PowerFile,
            Horizon = spec.Horizon,
            DiscountRate = spec.DiscountRate,
            Demand = new VmDemand
            {
                Vms = running.Length,
                GrowthPerYear = spec.Growth.PerYear,
                GrowthLow = spec.Growth.Low,
                GrowthHigh = spec.Growth.High,
                Changes = spec.Growth.Changes,
                AverageVm = new VmFootprint
                {
                    Vcpus = running.Average(vm => vm.Vcpus),
                    Memory = running.Average(vm => (double)vm.MemoryMiB) * (1 << 20),
                    Storage = running.Average(StorageOf),
                },
                LargestVm = new VmFootprint
                {
                    Vcpus = running.Max(vm => vm.Vcpus),
                    Memory = running.Max(vm => vm.MemoryMiB) * (double)(1 << 20),
                    Storage = running.Max(StorageOf),
                },
            },
            Policy = spec.Policy,
            Guests = spec.Guests with { WindowsShare = (double)running.Count(IsWindows) / running.Length },
            Operations = spec.Operations,
            Alternatives = spec.Alternatives.ToImmutableSortedDictionary(
                pair => pair.Key, pair => Priced(pair.Value, spec, host, curves), StringComparer.Ordinal),
        };
        return new PlanningCase(plan, prices, power);
    }

    private static AlternativeSpec Priced(
        ChoiceSpec choice, PlanSpec spec, HostSpec host, ImmutableSortedDictionary<HypervisorKind, DensityCurve> curves)
    {
        var curve = curves.GetValueOrDefault(choice.Simulate);
        var busy = curve is null ? 0.5 : curve.At(curve.Density).Metrics[MetricCatalog.Utilisation].Estimate;
        return new AlternativeSpec
        {
            Host = new HostPurchaseSpec
            {
                Capacity = new HostCapacity
                {
                    Sockets = host.Cpu.Sockets,
                    CoresPerSocket = host.Cpu.CoresPerSocket,
                    ThreadsPerCore = host.Cpu.ThreadsPerCore,
                    Memory = host.Memory.Size,
                    Storage = host.Storage.UsableBytes,
                },
                Bill = spec.Purchase.Bill,
                Power = spec.Purchase.Power,
            },
            Density = new DensityEstimate
            {
                VmsPerHost = Math.Max(1, curve?.Density ?? 1),
                Low = Math.Max(1, curve?.Low ?? 1),
                High = Math.Max(1, curve?.High ?? 1),
                Basis = NumberBasis.Simulated,
            },
            Utilisation = [.. spec.Purchase.DayShape.Select(share => Math.Min(1, share * busy))],
            Hypervisor = choice.Product,
            IncludedGuests = choice.IncludedGuests,
            InstalledHosts = choice.InstalledHosts,
            InstalledYearsLeft = choice.InstalledYearsLeft,
            VmsPerAdministrator = choice.VmsPerAdministrator,
            Migration = choice.Migration,
        };
    }

    private static double StorageOf(EstateVm vm) => (double)(vm.InUseMiB ?? vm.ProvisionedMiB ?? vm.DiskCapacityMiB ?? 0) * (1 << 20);

    private static bool IsWindows(EstateVm vm) => vm.GuestOs.Contains("Windows", StringComparison.OrdinalIgnoreCase);
}
