using System.Collections.Immutable;
using Sim.Estate.Inventory;
using Sim.Estate.Quality;
using Sim.Estate.Series;
using Sim.Scenarios.Input;

namespace Sim.Estate.Demand;

/// <summary>Which series is of which VM.</summary>
/// <param name="ByVm">Series by <c>EstateVm.Key</c>.</param>
/// <param name="Quality">Series and VMs left over.</param>
public sealed record SeriesAssignment(ImmutableDictionary<string, UtilisationSeries> ByVm, DataQuality Quality)
{
    /// <summary>Gives a series to the VM of its name (or key); case does not matter.</summary>
    /// <param name="estate">The VMs.</param>
    /// <param name="set">The series, with their own quality table, which is carried on.</param>
    /// <exception cref="InputException">No series has the name of a VM.</exception>
    public static SeriesAssignment ByName(VmEstate estate, UtilisationSet set)
    {
        var log = new QualityLog();
        var names = new Dictionary<string, List<EstateVm>>(StringComparer.OrdinalIgnoreCase);
        foreach (var vm in estate.Vms)
        {
            foreach (var name in new[] { vm.Name, vm.Key }.Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (!names.TryGetValue(name, out var list)) names[name] = list = [];
                list.Add(vm);
            }
        }

        var byVm = ImmutableDictionary.CreateBuilder<string, UtilisationSeries>(StringComparer.Ordinal);
        foreach (var series in set.Series)
        {
            var vms = names.GetValueOrDefault(series.Name) ?? [];
            if (vms.Count == 0)
            {
                var near = NearestName.Of(series.Name, names.Keys);
                log.Count(QualitySections.Matching, "series without a VM", $"not used; first '{series.Name}'{(near.Length > 0 ? $", nearest VM '{near}'" : "")}");
            }
            else if (vms.Count > 1) log.Count(QualitySections.Matching, "series whose VM name repeats", $"not used; first '{series.Name}'");
            else if (!byVm.TryAdd(vms[0].Key, series))
                log.Count(QualitySections.Matching, "second series of one VM", $"not used; first '{series.Name}'");
        }

        if (byVm.Count == 0 && set.Series.Length > 0)
        {
            throw new InputException(new Finding(set.Series[0].Name, "", "vm", "no series has the name of a VM of the estate",
                "names such as " + string.Join(", ", estate.RunningVms.Take(3).Select(vm => vm.Name)), NearestName.Of(set.Series[0].Name, names.Keys)));
        }

        return new SeriesAssignment(byVm.ToImmutable(), set.Quality.With(log.ToQuality()));
    }

    /// <summary>Gives the first series to the first running VM, the second to the second and so on: for traces whose names mean nothing here.</summary>
    /// <param name="estate">The VMs.</param>
    /// <param name="set">The series, with their own quality table, which is carried on.</param>
    public static SeriesAssignment InOrder(VmEstate estate, UtilisationSet set)
    {
        var log = new QualityLog();
        var running = estate.RunningVms;
        if (set.Series.Length > running.Length)
            log.Count(QualitySections.Matching, "series without a VM", "more series than running VMs; the last ones are not used", set.Series.Length - running.Length);
        log.Count(QualitySections.Assumptions, "series given to VMs in order", "the trace is of other VMs: its shape is real, its owner is not");
        return new SeriesAssignment(
            running.Zip(set.Series).ToImmutableDictionary(pair => pair.First.Key, pair => pair.Second, StringComparer.Ordinal),
            set.Quality.With(log.ToQuality()));
    }
}
