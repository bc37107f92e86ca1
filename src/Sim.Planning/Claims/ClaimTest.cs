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

    /// <summary>What a claim is relative to when it compares the hypervisors.</summary>
    private const string OtherHypervisor = "esxi";

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
        CheckAgainst();
        var scenarios = file.Claims.SelectMany(Scenarios).Distinct(StringComparer.Ordinal)
            .ToImmutableSortedDictionary(name => name, read, StringComparer.Ordinal);
        foreach (var (name, scenario) in scenarios)
        {
            if (file.Claims.Any(claim => Scenarios(claim).Contains(name) && claim.Metric != DensityMetric))
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

    /// <summary>The scenarios that a claim needs.</summary>
    private static IEnumerable<string> Scenarios(Claim claim) =>
        claim.Against.Length == 0 || claim.Against == OtherHypervisor ? [claim.Scenario] : [claim.Scenario, claim.Against];

    private void CheckAgainst()
    {
        var findings = new List<Finding>();
        for (var i = 0; i < file.Claims.Length; i++)
        {
            var claim = file.Claims[i];
            if (claim.Against.Length == 0) continue;
            if (claim.Metric == DensityMetric) Add(i, "against", "is given, but a density is a number of VMs", "no against with metric: density");
            if (claim.Vmware is not null && claim.Against == OtherHypervisor)
                Add(i, "vmware", "is given, but the claim is relative to ESXi", "no vmware with against: esxi");
        }

        if (findings.Count > 0) throw new InputException([.. findings]);
        void Add(int index, string key, string problem, string allowed) =>
            findings.Add(new Finding(path, "", string.Create(CultureInfo.InvariantCulture, $"claims[{index}].{key}"), problem, allowed));
    }

    private PredictedRange Predict(Claim claim, int index, HypervisorKind kind)
    {
        if (claim.Metric == DensityMetric)
        {
            var curves = Levels.Select(level => _curves[(claim.Scenario, kind, level)]).ToList();
            return new PredictedRange(_curves[(claim.Scenario, kind, 1)].Density, curves.Min(curve => curve.Low), curves.Max(curve => curve.High)).Times(claim.Scale);
        }

        var found = Levels.Select(level => Range(claim, index, claim.Scenario, kind, level)).ToList();
        if (claim.Against.Length > 0)
        {
            // At each level of costs by itself: what is unknown of both is unknown of them together.
            var other = claim.Against == OtherHypervisor ? (claim.Scenario, HypervisorKind.Esxi) : (claim.Against, kind);
            found = [.. Levels.Select((level, i) => found[i].ChangeFrom(Range(claim, index, other.Item1, other.Item2, level)))];
        }

        return new PredictedRange(found[Levels.IndexOf(1)].Estimate, found.Min(range => range.Low), found.Max(range => range.High)).Times(claim.Scale);
    }

    private PredictedRange Range(Claim claim, int index, string scenario, HypervisorKind kind, double level)
    {
        if (_metrics[(scenario, kind, level)].TryGetValue(claim.Metric, out var found))
            return new PredictedRange(found.Estimate, Math.Min(found.Estimate, found.Low ?? found.Estimate), Math.Max(found.Estimate, found.High ?? found.Estimate));
        var field = string.Create(CultureInfo.InvariantCulture, $"claims[{index}].metric");
        var known = Levels.Select(other => _metrics[(scenario, kind, other)]).ToList();
        if (known.Any(metrics => metrics.ContainsKey(claim.Metric)))
        {
            throw new InputException(new Finding(
                path, "", field, $"'{claim.Metric}' of {scenario} is not defined under {kind} at every cost level: no request finished",
                "a longer measurement or less load"));
        }

        throw new InputException(new Finding(
            path, "", field, $"'{claim.Metric}' is not a metric of {scenario}", string.Join(", ", known[0].Keys), NearestName.Of(claim.Metric, known[0].Keys)));
    }
}
