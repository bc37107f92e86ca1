using System.Collections.Immutable;
using System.Globalization;
using Sim.Core.Random;
using Sim.Estate.Demand;
using Sim.Estate.Inventory;
using Sim.Models.Hypervisor;
using Sim.Models.Scenarios;
using Sim.Models.Workload;
using Sim.Scenarios.Binding;

namespace Sim.Planning.Capacity;

/// <summary>Turns the VMs of an estate into VMs that can be simulated, in an order whose first n are a fair sample of the whole.</summary>
/// <remarks>
/// CPU demand becomes requests of the VM's kind at the rate that needs it; disk and network demand scale the disk requests and answers of
/// those requests. Beyond the size of the estate the order starts again with copies. Leaves out CPU time of the guest kernel's own I/O
/// paths, which comes on top of the inventory's demand. Page: docs/models/density.md.
/// </remarks>
public sealed class EstateMix
{
    private const double ReferenceClock = 3e9;
    private const double SlowestRate = 0.2;
    private const double LargestAnswer = 4 << 20;

    private readonly ImmutableArray<VmPlan> _plans;

    /// <summary>The mix of an estate.</summary>
    /// <param name="inputs">The plan with its estate.</param>
    public EstateMix(PlanInputs inputs)
    {
        var vms = inputs.Import.Estate.RunningVms.ToDictionary(vm => vm.Key, StringComparer.Ordinal);
        var clocks = inputs.Import.Estate.Hosts.Where(host => host.SpeedMHz is > 0).GroupBy(host => host.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().SpeedMHz!.Value * 1e6, StringComparer.Ordinal);
        SourceClock = clocks.Count > 0 ? clocks.Values.Order().ElementAt(clocks.Count / 2) : ReferenceClock;
        KnowsSourceClock = clocks.Count > 0;
        var seed = (ulong)inputs.Spec.Measurement.Seed;
        _plans =
        [
            .. inputs.Demand.Vms
                .OrderBy(demand => new RngStream(seed, 0, $"mix/{demand.VmKey}").NextBits())
                .Select(demand => PlanOf(demand, vms[demand.VmKey], clocks.GetValueOrDefault(vms[demand.VmKey].Host, SourceClock))),
        ];
    }

    /// <summary>Median clock of today's hosts, hertz; what a share of a vCPU is worth.</summary>
    public double SourceClock { get; }

    /// <summary>Whether the export named the clock of at least one host; else 3 GHz is assumed.</summary>
    public bool KnowsSourceClock { get; }

    /// <summary>The first VMs of the mix.</summary>
    /// <param name="count">How many.</param>
    public ImmutableArray<VmPlan> First(int count)
    {
        var plans = ImmutableArray.CreateBuilder<VmPlan>(count);
        for (var i = 0; i < count; i++)
        {
            var plan = _plans[i % _plans.Length];
            var copy = i / _plans.Length;
            plans.Add(copy == 0 ? plan : plan with { Name = string.Create(CultureInfo.InvariantCulture, $"{plan.Name}#{copy + 1}") });
        }

        return plans.MoveToImmutable();
    }

    private static VmPlan PlanOf(VmDemand demand, EstateVm vm, double clock)
    {
        var name = FieldNames.ChoiceOf(demand.Workload.ToString());
        var template = RequestTemplates.Named(name);
        var cpu = Math.Clamp(demand.CpuUtilisation.Value, 0, 1) * demand.Vcpus * clock / ReferenceClock;
        var rate = Math.Max(SlowestRate, cpu / template.CpuSeconds);
        var bytes = demand.NetworkMbitPerSecond.Value * 1e6 / 8;
        var memory = vm.MemoryMiB << 20;
        var touched = vm.ConsumedMemoryMiB is { } consumed ? Math.Clamp((double)consumed / vm.MemoryMiB, 0.01, 1) : UntouchedUnknown;
        return new VmPlan(
            vm.Key,
            demand.Vcpus,
            new MemoryDemand(memory, touched, Math.Clamp(demand.ActiveMemoryMiB.Value / vm.MemoryMiB, 0, touched), demand.Vcpus),
            new WorkloadSpec
            {
                Template = name,
                Rate = rate,
                DiskScale = template.DiskRequests > 0 ? demand.Iops.Value / (rate * template.DiskRequests) : 0,
                AnswerScale = template.AnswerBytes > 0 ? Math.Clamp(bytes / rate, 64, LargestAnswer) / template.AnswerBytes : 1,
            });
    }

    /// <summary>Share of the memory taken as touched when the export does not give consumed memory.</summary>
    private const double UntouchedUnknown = 0.9;
}
