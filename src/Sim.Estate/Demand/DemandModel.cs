using System.Collections.Immutable;
using Sim.Core.Random;
using Sim.Estate.Inventory;
using Sim.Estate.Quality;
using Sim.Estate.Series;
using static System.FormattableString;

namespace Sim.Estate.Demand;

/// <summary>Says what every running VM asks of its host in the busy hour, and what that rests on.</summary>
/// <remarks>
/// Models: a measured series where there is one, else the one reading of the export kept inside the archetype's band, else a draw from the
/// band. Leaves out: correlation between CPU, memory, storage and network of one VM. Every draw comes from a stream named for the VM and the
/// quantity, so that adding a VM changes nobody else's demand. Page: docs/models/demand.md.
/// </remarks>
public static class DemandModel
{
    private const double BitsPerMbit = 1e6;

    /// <summary>Demand from an inventory alone.</summary>
    /// <param name="estate">The VMs; only running ones ask for anything.</param>
    /// <param name="archetypes">The catalogue.</param>
    /// <param name="seed">The same seed gives the same demand.</param>
    public static EstateDemand FromInventory(VmEstate estate, ArchetypeCatalogue archetypes, ulong seed)
    {
        var log = new QualityLog();
        var demands = Inventory(estate, archetypes, seed, log);
        return new EstateDemand(Summed(demands, log), null, log.ToQuality());
    }

    /// <summary>Demand from utilisation series; what they do not hold comes from the inventory and the archetypes.</summary>
    /// <param name="estate">The VMs; only running ones ask for anything.</param>
    /// <param name="archetypes">The catalogue.</param>
    /// <param name="seed">The same seed gives the same demand.</param>
    /// <param name="assignment">Which series is of which VM.</param>
    /// <param name="basis">Which hour counts as busy.</param>
    public static EstateDemand FromSeries(
        VmEstate estate, ArchetypeCatalogue archetypes, ulong seed, SeriesAssignment assignment, BusyHourBasis basis = BusyHourBasis.Estate)
    {
        var log = new QualityLog();
        var demands = Inventory(estate, archetypes, seed, log);
        int? hour = basis == BusyHourBasis.Estate ? BusyHourOf(demands, assignment) : null;
        if (hour is { } busy) log.Count(QualitySections.Demand, "busy hour of the estate", Invariant($"{busy:00}:00 to {busy:00}:59 UTC"), 0);
        var measured = demands.Select(demand =>
            assignment.ByVm.TryGetValue(demand.VmKey, out var series) ? Measured(demand, series, hour, log) : demand).ToList();
        return new EstateDemand(Summed(measured, log), hour, assignment.Quality.With(log.ToQuality()));
    }

    private static List<VmDemand> Inventory(VmEstate estate, ArchetypeCatalogue archetypes, ulong seed, QualityLog log)
    {
        var clocks = new Dictionary<string, int?>(StringComparer.OrdinalIgnoreCase);
        foreach (var host in estate.Hosts) clocks.TryAdd(host.Name, host.SpeedMHz);
        return [.. estate.RunningVms.Select(vm => OfVm(vm, archetypes.Of(vm), clocks.GetValueOrDefault(vm.Host), seed, log))];
    }

    private static VmDemand OfVm(EstateVm vm, Archetype archetype, int? hostMHz, ulong seed, QualityLog log)
    {
        var capacity = vm.CpuCapacityMHz ?? (long?)vm.Vcpus * hostMHz;
        if (vm.CpuUsageMHz is not null && capacity is null)
            log.Count(QualitySections.Demand, "CPU readings without a host clock", $"not used: MHz cannot become a fraction; first '{vm.Name}'");
        var memory = Estimate(archetype.ActiveMemory, (double?)vm.ActiveMemoryMiB / vm.MemoryMiB, "active-memory");
        return new VmDemand
        {
            VmKey = vm.Key,
            VmName = vm.Name,
            Vcpus = vm.Vcpus,
            Archetype = archetype.Name,
            Workload = archetype.Workload,
            CpuUtilisation = Estimate(archetype.CpuUtilisation, (double?)vm.CpuUsageMHz / capacity, "cpu"),
            ActiveMemoryMiB = Scaled(memory, vm.MemoryMiB),
            Iops = Estimate(archetype.Iops, null, "iops"),
            ReadShare = archetype.ReadShare,
            NetworkMbitPerSecond = Scaled(Estimate(archetype.Network, null, "network"), 1 / BitsPerMbit),
        };

        DemandEstimate Estimate(IBand band, double? point, string quantity)
        {
            if (point is not { } reading)
            {
                var share = new RngStream(seed, 0, $"demand/{vm.Key}/{quantity}").NextUniform();
                return new(BandQuantile.Of(band, share), band.P10, band.P95, DemandEvidence.Archetype);
            }

            // One moment says little about the busy hour: a quiet reading must not make a database look idle, nor a spike make it look full.
            var used = Math.Min(Math.Max(reading, band.P10), band.P95);
            if (used != reading)
            {
                log.Count(QualitySections.Demand, $"{quantity} readings {(reading < used ? "below" : "above")} the archetype's band",
                    Invariant($"the band's edge is used; first '{vm.Name}' ({archetype.Name}): {reading:P1} read, {used:P1} used"));
            }

            return new(used, band.P10, band.P95, DemandEvidence.PointInTime);
        }
    }

    private static VmDemand Measured(VmDemand demand, UtilisationSeries series, int? hour, QualityLog log)
    {
        var profile = UtilisationProfile.Of(series, hour);
        if (hour is not null && profile.BusyHour != hour)
            log.Count(QualitySections.Demand, "series without the estate's busy hour", $"their own busiest hour is used; first '{series.Name}'");
        if (series.Length < TimeSpan.FromDays(1))
            log.Count(QualitySections.Demand, "series shorter than a day", $"the busiest hour they have is used; first '{series.Name}'");
        var (mean, low, high) = (Capped(profile.BusyHourMean), Capped(profile.BusyHourP10), Capped(profile.BusyHourP95));
        return demand with
        {
            CpuUtilisation = new(mean, low, high, DemandEvidence.Measured),
            CpuProfile = profile,
            ActiveMemoryMiB = InHour(series.MemoryMiB, series, profile.BusyHour) ?? demand.ActiveMemoryMiB,
            NetworkMbitPerSecond = InHour(series.NetworkMbitPerSecond, series, profile.BusyHour) ?? demand.NetworkMbitPerSecond,
        };

        double Capped(double value)
        {
            if (value <= 1) return value;
            log.Count(QualitySections.Demand, "measured CPU above all vCPUs", $"turbo: 100 % is used; first '{series.Name}'");
            return 1;
        }
    }

    private static DemandEstimate? InHour(ImmutableArray<double> values, UtilisationSeries series, int hour)
    {
        var busy = values.Where((value, i) => !double.IsNaN(value) && series.HourOf(i) == hour).Order().ToArray();
        return busy.Length == 0 ? null
            : new(busy.Average(), SampleQuantile.Of(busy, 0.1), SampleQuantile.Of(busy, 0.95), DemandEvidence.Measured);
    }

    /// <summary>The hour in which the VMs with series use the most vCPUs together; the earlier one when two are equal.</summary>
    private static int? BusyHourOf(List<VmDemand> demands, SeriesAssignment assignment)
    {
        var used = new double[24];
        var any = false;
        foreach (var demand in demands)
        {
            if (!assignment.ByVm.TryGetValue(demand.VmKey, out var series)) continue;
            any = true;
            var means = series.MeanByHour();
            for (var hour = 0; hour < used.Length; hour++) if (!double.IsNaN(means[hour])) used[hour] += demand.Vcpus * means[hour];
        }

        return any ? Array.IndexOf(used, used.Max()) : null;
    }

    private static DemandEstimate Scaled(DemandEstimate estimate, double factor) =>
        estimate with { Value = estimate.Value * factor, Low = estimate.Low * factor, High = estimate.High * factor };

    private static ImmutableArray<VmDemand> Summed(List<VmDemand> demands, QualityLog log)
    {
        foreach (var demand in demands)
        {
            log.Count(QualitySections.Demand, "archetype " + demand.Archetype, "VMs matched by name, guest system and size");
            log.Count(QualitySections.Demand, "CPU evidence: " + Words(demand.Evidence), demand.Evidence switch
            {
                DemandEvidence.Measured => "mean over the busy hour of the VM's own series",
                DemandEvidence.PointInTime => "one reading of the export: low confidence",
                _ => "a draw from the archetype's band",
            });
        }

        return [.. demands];
    }

    private static string Words(DemandEvidence evidence) => evidence switch
    {
        DemandEvidence.Measured => "measured", DemandEvidence.PointInTime => "point in time", _ => "archetype",
    };
}
