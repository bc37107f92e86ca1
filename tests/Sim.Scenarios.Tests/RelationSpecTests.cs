using Sim.Core.Time;
using Sim.Models.Scenarios;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

/// <summary>Relation scheduling and what it saves, as users write them.</summary>
public sealed class RelationSpecTests
{
    [Fact]
    public void The_rate_and_the_cost_are_read_from_text()
    {
        var esxi = Read("scheduler: {commRateThreshold: 2 k/s}, dispatch: {wakeAcrossCaches: 1.5 us}");
        Assert.Equal((2000, SimDuration.FromMicroseconds(1.5)), (esxi.Scheduler.CommRateThreshold, esxi.Dispatch.WakeAcrossCaches));
        Assert.Equal((500, SimDuration.Zero), (Read("scheduler: {}").Scheduler.CommRateThreshold, Read("scheduler: {}").Dispatch.WakeAcrossCaches));
    }

    [Theory]
    [InlineData("scheduler: {commRateThreshold: -1 /s}", "esxi.scheduler.commRateThreshold", "out of range")]
    [InlineData("scheduler: {commRateThreshold: 500}", "esxi.scheduler.commRateThreshold", "unit")]
    [InlineData("dispatch: {wakeAcrossCaches: 1 ms}", "esxi.dispatch.wakeAcrossCaches", "out of range")]
    [InlineData("dispatch: {wakeAcrossCache: 1 us}", "esxi.dispatch.wakeAcrossCache", "is not a known key")]
    public void What_cannot_be_is_named(string esxi, string field, string problem)
    {
        var findings = Assert.Throws<InputException>(() => Read(esxi)).Findings;
        Assert.Contains(findings, finding => finding.Field == field && finding.Problem.Contains(problem, StringComparison.Ordinal));
    }

    private static EsxiSpec Read(string esxi) => RecordBinder.Parse<HypervisorSpec>($"esxi: {{{esxi}}}\n", "x.yaml").Value.Esxi;
}
