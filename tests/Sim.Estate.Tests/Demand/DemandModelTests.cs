using System.Collections.Immutable;
using Sim.Estate.Demand;
using Sim.Estate.Examples;
using Sim.Estate.Inventory;
using Sim.Estate.Quality;
using Sim.Estate.Series;
using Sim.Scenarios.Input;

namespace Sim.Estate.Tests.Demand;

public sealed class DemandModelTests
{
    private static readonly ArchetypeCatalogue Catalogue = ArchetypeCatalogue.Read(Path.Combine(RepositoryFiles.Root, ArchetypeCatalogue.RelativePath));

    [Fact]
    public void Adding_a_vm_changes_nobody_elses_demand()
    {
        var estate = EstateOf([.. Enumerable.Range(0, 50).Select(i => Vm(FormattableString.Invariant($"vm{i}")))]);
        var before = DemandModel.FromInventory(estate, Catalogue, 7).Vms;
        var after = DemandModel.FromInventory(estate with { Vms = estate.Vms.Insert(20, Vm("new")) }, Catalogue, 7).Vms;
        Assert.Equal(before, after.Where(demand => demand.VmKey != "new"));
        Assert.NotEqual(before, DemandModel.FromInventory(estate, Catalogue, 8).Vms);
    }

    [Fact]
    public void Draws_fill_the_archetypes_band()
    {
        // 4000 VMs without readings, all "general". The share of draws at or below p50 is binomial with p = 0.5: standard error 0.0079, four of them 0.032.
        var band = Catalogue.Archetypes[^1].CpuUtilisation;
        var demands = DemandModel.FromInventory(EstateOf([.. Enumerable.Range(0, 4000).Select(i => Vm(FormattableString.Invariant($"z{i}")))]), Catalogue, 1).Vms;
        Assert.All(demands, demand => Assert.InRange(demand.CpuUtilisation.Value, band.P10, band.P95));
        Assert.All(demands, demand => Assert.Equal(DemandEvidence.Archetype, demand.Evidence));
        Assert.InRange(demands.Count(demand => demand.CpuUtilisation.Value <= band.P50) / 4000.0, 0.468, 0.532);
        // p90: standard error sqrt(0.9 x 0.1 / 4000) = 0.0047, four of them 0.019.
        Assert.InRange(demands.Count(demand => demand.CpuUtilisation.Value <= band.P90) / 4000.0, 0.881, 0.919);
    }

    [Theory]
    [InlineData(0, 0.1, 2)]
    [InlineData(0.3, 0.3, 5)]
    [InlineData(0.7, 0.7, 20)]
    [InlineData(0.925, 0.925, 45)]
    [InlineData(1, 0.95, 58)]
    public void Quantiles_are_straight_lines_between_the_percentiles(double share, double sameAs, double expectedPercent)
    {
        // 2 - 8 - 32 - 58 %: 0.3 is halfway from 2 to 8, 0.7 halfway from 8 to 32, 0.925 halfway from 32 to 58; outside it is flat.
        var band = new FractionBand { P10 = 0.02, P50 = 0.08, P90 = 0.32, P95 = 0.58, Certainty = Models.Parameters.Certainty.Assumed, Source = "test" };
        Assert.Equal(expectedPercent / 100, BandQuantile.Of(band, share), 12);
        Assert.Equal(BandQuantile.Of(band, sameAs), BandQuantile.Of(band, share), 12);
    }

    [Fact]
    public void A_reading_is_used_inside_the_band_and_labelled()
    {
        // general: 1.5 % to 45 %. 2 vCPUs at 2000 MHz = 4000 MHz: 800 MHz is 20 %, 4 MHz is 0.1 %, 3600 MHz is 90 %.
        var vms = new[] { ("mid", 800L), ("low", 4L), ("high", 3600L) }.Select(item => Vm(item.Item1) with { Host = "h1", CpuUsageMHz = item.Item2 });
        var estate = EstateOf([.. vms, Vm("unknown host") with { Host = "h9", CpuUsageMHz = 800 }]) with { Hosts = [new EstateHost { Name = "h1", SpeedMHz = 2000 }] };
        var demand = DemandModel.FromInventory(estate, Catalogue, 1);
        Assert.Equal([0.2, 0.015, 0.45], demand.Vms.Take(3).Select(vm => Math.Round(vm.CpuUtilisation.Value, 12)));
        Assert.All(demand.Vms.Take(3), vm => Assert.Equal((DemandEvidence.PointInTime, 0.015, 0.45), (vm.Evidence, vm.CpuUtilisation.Low, vm.CpuUtilisation.High)));
        Assert.Equal(DemandEvidence.Archetype, demand.Vms[3].Evidence);
        foreach (var item in new[] { "cpu readings below the archetype's band", "cpu readings above the archetype's band", "CPU readings without a host clock" })
            Assert.Equal(1, demand.Quality.CountOf(QualitySections.Demand, item));
        Assert.Equal(3, demand.Quality.CountOf(QualitySections.Demand, "CPU evidence: point in time"));
    }

    [Fact]
    public void Only_running_vms_ask_for_anything()
    {
        var estate = EstateGenerator.Generate();
        var demand = DemandModel.FromInventory(estate, Catalogue, 1);
        Assert.Equal(estate.RunningVms.Select(vm => vm.Key), demand.Vms.Select(vm => vm.VmKey));
        Assert.All(demand.Vms.Zip(estate.RunningVms), pair => Assert.InRange(pair.First.ActiveMemoryMiB.Value, 1, pair.Second.MemoryMiB));
        Assert.Equal(0, demand.Quality.CountOf(QualitySections.Demand, "archetype general"));
        Assert.Equal(192, demand.Quality.Section(QualitySections.Demand).Where(row => row.Item.StartsWith("archetype ", StringComparison.Ordinal)).Sum(row => row.Count));
    }

    [Fact]
    public void Series_set_the_busy_hour_of_the_whole_estate()
    {
        // "a" (2 vCPUs) peaks at 09:00 with 80 %, "b" (8 vCPUs) at 15:00 with 60 %. vCPUs used at 9: 2 x 0.8 + 8 x 0.1 = 2.4; at 15: 2 x 0.1 + 8 x 0.6 = 5.0.
        var estate = EstateOf([Vm("a"), Vm("b") with { Vcpus = 8 }, Vm("c")]);
        var set = new UtilisationSet([Day("A", 9, 0.8), Day("b", 15, 0.6)], new DataQuality([]));
        var assignment = SeriesAssignment.ByName(estate, set);
        var together = DemandModel.FromSeries(estate, Catalogue, 1, assignment);
        Assert.Equal(15, together.BusyHour);
        Assert.Equal([0.1, 0.6], together.Vms.Take(2).Select(vm => Math.Round(vm.CpuUtilisation.Value, 12)));
        Assert.Equal([DemandEvidence.Measured, DemandEvidence.Measured, DemandEvidence.Archetype], together.Vms.Select(vm => vm.Evidence));
        var own = DemandModel.FromSeries(estate, Catalogue, 1, assignment, BusyHourBasis.Own);
        Assert.Null(own.BusyHour);
        Assert.Equal([0.8, 0.6], own.Vms.Take(2).Select(vm => Math.Round(vm.CpuUtilisation.Value, 12)));
        // What a series does not hold is what the inventory says.
        Assert.Equal(DemandModel.FromInventory(estate, Catalogue, 1).Vms.Select(vm => vm.Iops), together.Vms.Select(vm => vm.Iops));
    }

    [Fact]
    public void Memory_and_network_of_a_series_count_as_measured()
    {
        var day = Day("a", 9, 0.8);
        day = day with { MemoryMiB = [.. Enumerable.Repeat(512.0, 24)], NetworkMbitPerSecond = [.. Enumerable.Range(0, 24).Select(i => (double)i)] };
        var estate = EstateOf([Vm("a")]);
        var vm = DemandModel.FromSeries(estate, Catalogue, 1, SeriesAssignment.ByName(estate, new([day], new DataQuality([])))).Vms[0];
        Assert.Equal((512.0, DemandEvidence.Measured, 9.0, DemandEvidence.Measured, DemandEvidence.Archetype),
            (vm.ActiveMemoryMiB.Value, vm.ActiveMemoryMiB.Evidence, vm.NetworkMbitPerSecond.Value, vm.NetworkMbitPerSecond.Evidence, vm.Iops.Evidence));
    }

    [Fact]
    public void Series_are_matched_by_name_or_in_order_and_leftovers_are_counted()
    {
        var estate = EstateOf([Vm("a"), Vm("off") with { PowerState = PowerState.PoweredOff }, Vm("b"), Vm("b") with { Key = "b2" }]);
        var set = new UtilisationSet([Day("a", 1, 0.5), Day("aa", 1, 0.5), Day("b", 1, 0.5)], new DataQuality([]));
        var byName = SeriesAssignment.ByName(estate, set);
        Assert.Equal(["a"], byName.ByVm.Keys);
        Assert.Equal(1, byName.Quality.CountOf(QualitySections.Matching, "series without a VM"));
        Assert.Equal(1, byName.Quality.CountOf(QualitySections.Matching, "series whose VM name repeats"));
        var inOrder = SeriesAssignment.InOrder(estate, set);
        Assert.Equal(["aa", "a", "b"], new[] { "b", "a", "b2" }.Select(key => inOrder.ByVm[key].Name));
        var failure = Assert.Throws<InputException>(() => SeriesAssignment.ByName(estate, new UtilisationSet([Day("offf", 1, 1)], new DataQuality([]))));
        Assert.Contains("did you mean 'off'?", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Turbo_above_all_vcpus_is_capped_and_said()
    {
        var estate = EstateOf([Vm("a")]);
        var demand = DemandModel.FromSeries(estate, Catalogue, 1, SeriesAssignment.ByName(estate, new([Day("a", 3, 1.2)], new DataQuality([]))));
        Assert.Equal(1, demand.Vms[0].CpuUtilisation.Value);
        Assert.Equal(1.2, demand.Vms[0].CpuProfile!.BusyHourMean, 12);
        Assert.True(demand.Quality.CountOf(QualitySections.Demand, "measured CPU above all vCPUs") > 0);
    }

    private static UtilisationSeries Day(string name, int peakHour, double peak) => new()
    {
        Name = name, Start = DateTime.UnixEpoch, Step = TimeSpan.FromHours(1), Samples = [.. Enumerable.Range(0, 24).Select(hour => hour == peakHour ? peak : 0.1)],
    };

    private static VmEstate EstateOf(ImmutableArray<EstateVm> vms) => new() { Name = "test", Vms = vms };

    private static EstateVm Vm(string name) => new() { Key = name, Name = name, PowerState = PowerState.PoweredOn, Vcpus = 2, MemoryMiB = 4096 };
}
