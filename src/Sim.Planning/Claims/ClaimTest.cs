using System.Collections.Immutable;
using System.Globalization;
using Sim.Core.Diagnostics;
using Sim.Experiments.Analysis;
using Sim.Experiments.Hosts;
using Sim.Experiments.Running;
using Sim.Models.Scenarios;
using Sim.Planning.Density;
using Sim.Scenarios.Input;

namespace Sim.Planning.Claims;

/// <summary>Holds claims against simulation: every scenario under both hypervisors, with unestablished costs at half, once and twice their default.</summary>
/// <param name="file">The claims.</param>
/// <param name="path">Their file, for findings.</param>
/// <param name="read">Reads a scenario of the file's folder.</param>
public sealed class ClaimTest(ClaimFile file, string path, Func<string, Scenario> read)
{
    /// <summary>The metric that stands for a density search.</summary>
    public const string DensityMetric = "density";

    private static readonly ImmutableArray<double> Levels = [0.5, 1, 2];

    private readonly SortedDictionary<(string Scenario, HypervisorKind Kind, double Level), ImmutableSortedDictionary<string, MetricSummary>> _metrics = [];
    private readonly SortedDictionary<(string Scenario, HypervisorKind Kind, double Level), DensityCurve> _curves = [];
    private readonly RunFingerprint _fingerprint = new();

    /// <summary>One number for all simulation so far.</summary>
    public string Fingerprint => _fingerprint.ToString();

    /// <summary>Tests every claim.</summary>
    /// <param name="runner">Runs replications.</param>
    /// <param name="command">The command line, for the report of a fault.</param>
    /// <param name="progress">Told of replications done.</param>
    /// <param name="cancellation">Stops the test.</param>
    /// <exception cref="InputException">A scenario is wrong, or has no such metric.</exception>
    public async Task<ImmutableArray<ClaimFinding>> RunAsync(
        ReplicationRunner runner, string command, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var scenarios = file.Claims.Select(claim => claim.Scenario).Distinct(StringComparer.Ordinal)
            .ToImmutableSortedDictionary(name => name, read, StringComparer.Ordinal);
        foreach (var (name, scenario) in scenarios)
        {
            if (file.Claims.Any(claim => claim.Scenario == name && claim.Metric != DensityMetric))
                await SimulateAsync(name, scenario, runner, command, progress, cancellation).ConfigureAwait(false);
            if (file.Claims.Any(claim => claim.Scenario == name && claim.Metric == DensityMetric))
                await SearchAsync(name, scenario, runner, command, progress, cancellation).ConfigureAwait(false);
        }

        return [.. file.Claims.Select((claim, index) => ClaimFinding.Of(
            claim, Predict(claim, index, HypervisorKind.Kvm), Predict(claim, index, HypervisorKind.Esxi), file.WidestUsefulRange))];
    }

    private async Task SimulateAsync(
        string name, Scenario scenario, ReplicationRunner runner, string command, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var vms = VmPlans.Of(scenario.Vms);
        var settings = (from kind in DensitySearch.Kinds from level in Levels select (kind, level)).ToList();
        var outcome = await runner.RunAsync(
            new RunPlan
            {
                Scenario = scenario.Name,
                Seed = (ulong)scenario.Measurement.Seed,
                Replications = scenario.Measurement.Replications,
                Points =
                [
                    .. settings.Select(setting => HostPoint.Of(
                        string.Create(CultureInfo.InvariantCulture, $"scenario={name},hypervisor={setting.kind},costs={setting.level}"),
                        scenario.Host, CostLevel.Scaled(scenario.Hypervisor, setting.level) with { Kind = setting.kind }, vms, scenario.Measurement,
                        _ => command)),
                ],
            },
            progress, onFinished: null, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        _fingerprint.Add(outcome.Fingerprint());
        for (var i = 0; i < settings.Count; i++)
            _metrics[(name, settings[i].kind, settings[i].level)] = Summary.Of(outcome.Points[i].Replications, scenario.Measurement.Confidence);
    }

    private async Task SearchAsync(
        string name, Scenario scenario, ReplicationRunner runner, string command, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        foreach (var level in Levels)
        {
            var search = new DensitySearch(
                scenario.Host, CostLevel.Scaled(scenario.Hypervisor, level), scenario.Measurement, scenario.Slo ?? new SloSpec(),
                new DensitySpec { Points = 4, Refinements = 2 }, count => VmPlans.Mix(scenario.Vms, count));
            var curves = await search.RunAsync(runner, command, progress, cancellation).ConfigureAwait(false);
            foreach (var part in search.Fingerprints) _fingerprint.Add(part);
            foreach (var (kind, curve) in curves) _curves[(name, kind, level)] = curve;
        }
    }

    private PredictedRange Predict(Claim claim, int index, HypervisorKind kind)
    {
        if (claim.Metric == DensityMetric)
        {
            var curves = Levels.Select(level => _curves[(claim.Scenario, kind, level)]).ToList();
            return new PredictedRange(_curves[(claim.Scenario, kind, 1)].Density, curves.Min(curve => curve.Low), curves.Max(curve => curve.High)).Times(claim.Scale);
        }

        var metrics = Levels.Select(level => _metrics[(claim.Scenario, kind, level)]).ToList();
        if (!metrics.Any(level => level.ContainsKey(claim.Metric)))
        {
            throw new InputException(new Finding(
                path, "", string.Create(CultureInfo.InvariantCulture, $"claims[{index}].metric"), $"'{claim.Metric}' is not a metric of {claim.Scenario}",
                string.Join(", ", metrics[0].Keys), NearestName.Of(claim.Metric, metrics[0].Keys)));
        }

        if (metrics.Any(level => !level.ContainsKey(claim.Metric)))
        {
            throw new InputException(new Finding(
                path, "", string.Create(CultureInfo.InvariantCulture, $"claims[{index}].metric"),
                $"'{claim.Metric}' of {claim.Scenario} is not defined under {kind} at every cost level: no request finished", "a longer measurement or less load"));
        }

        var found = metrics.Select(level => level[claim.Metric]).ToList();
        return new PredictedRange(
            _metrics[(claim.Scenario, kind, 1)][claim.Metric].Estimate,
            found.Min(summary => Math.Min(summary.Estimate, summary.Low ?? summary.Estimate)),
            found.Max(summary => Math.Max(summary.Estimate, summary.High ?? summary.Estimate))).Times(claim.Scale);
    }
}
