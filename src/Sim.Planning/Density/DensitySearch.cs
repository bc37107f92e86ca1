using System.Collections.Immutable;
using System.Globalization;
using Sim.Experiments.Analysis;
using Sim.Experiments.Hosts;
using Sim.Experiments.Running;
using Sim.Models.Hypervisor;
using Sim.Models.Scenarios;

namespace Sim.Planning.Density;

/// <summary>Finds how many VMs of a mix one host carries under each hypervisor before the SLO breaks.</summary>
/// <remarks>
/// A first pass of points up to beyond the screened limit draws the curve; further passes narrow the gap between the last good and the
/// first bad number. VM i is the same VM with the same chance at every number and under every hypervisor, so that curves are smooth and
/// differences are paired. Page: docs/models/density.md.
/// </remarks>
/// <param name="host">Hardware.</param>
/// <param name="hypervisor">Knobs of both hypervisors.</param>
/// <param name="measurement">How long to simulate, and the seed.</param>
/// <param name="slo">What must hold.</param>
/// <param name="spec">How finely to search.</param>
/// <param name="mix">The first n VMs of the mix.</param>
public sealed class DensitySearch(
    HostSpec host, HypervisorSpec hypervisor, MeasurementSpec measurement, SloSpec slo, DensitySpec spec,
    Func<int, ImmutableArray<VmPlan>> mix)
{
    /// <summary>Both hypervisors, in the order of reports.</summary>
    public static ImmutableArray<HypervisorKind> Kinds { get; } = [HypervisorKind.Kvm, HypervisorKind.Esxi];

    /// <summary>Passes that may extend a curve which has not broken yet, by a third each.</summary>
    private const int Extensions = 6;

    private readonly SortedDictionary<(HypervisorKind Kind, int Vms), DensityPoint> _points = [];
    private readonly Dictionary<HypervisorKind, int> _narrowed = [];

    /// <summary>Fingerprints of every pass, in order.</summary>
    public ImmutableArray<string> Fingerprints { get; private set; } = [];

    /// <summary>Events simulated so far.</summary>
    public long Events { get; private set; }

    /// <summary>Runs the search for both hypervisors.</summary>
    /// <param name="runner">Runs replications.</param>
    /// <param name="command">The command line, for the report of a fault.</param>
    /// <param name="progress">Told of replications done in all and expected in all.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <returns>A curve for each hypervisor.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before the first pass was done.</exception>
    public async Task<ImmutableSortedDictionary<HypervisorKind, DensityCurve>> RunAsync(
        ReplicationRunner runner, string command, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var first = Kinds.SelectMany(kind => FirstPass(kind).Select(vms => (kind, vms))).ToList();
        // A refinement tries about two numbers for each hypervisor.
        var expected = (first.Count + (spec.Refinements * Kinds.Length * 2)) * measurement.Replications;
        await PassAsync(first, runner, command, new Offset(progress, 0, expected), cancellation).ConfigureAwait(false);
        for (var pass = 0; pass < spec.Refinements + Extensions; pass++)
        {
            // A curve that has not broken yet is extended first; only then is the gap narrowed.
            var wanted = Kinds.SelectMany(kind => Next(kind, pass).Select(vms => (kind, vms))).ToList();
            if (wanted.Count == 0) break;
            var done = _points.Count * measurement.Replications;
            await PassAsync(wanted, runner, command, new Offset(progress, done, expected), cancellation).ConfigureAwait(false);
        }

        return Kinds.ToImmutableSortedDictionary(kind => kind, CurveOf);
    }

    private DensityCurve CurveOf(HypervisorKind kind) => new([.. _points.Where(point => point.Key.Kind == kind).Select(point => point.Value)]);

    private IEnumerable<int> FirstPass(HypervisorKind kind)
    {
        var limit = HostScreen.Limit(host, hypervisor with { Kind = kind }, mix, spec.MostVms);
        // From a third of the screened limit to a tenth beyond it: the knee lies in between.
        return Enumerable.Range(0, spec.Points)
            .Select(i => (int)Math.Round(limit * (0.35 + (0.75 * i / (spec.Points - 1)))))
            .Select(vms => Math.Clamp(vms, 1, spec.MostVms)).Distinct();
    }

    private IEnumerable<int> Next(HypervisorKind kind, int pass)
    {
        var curve = CurveOf(kind);
        var good = curve.Density;
        if (curve.Points.FirstOrDefault(point => !point.Holds)?.Vms is not { } bad)
            return pass < Extensions && good < spec.MostVms ? [Math.Min(spec.MostVms, Math.Max(good + 1, good * 4 / 3))] : [];
        var gap = bad - good;
        if (gap <= 1 || _narrowed.GetValueOrDefault(kind) >= spec.Refinements) return [];
        _narrowed[kind] = _narrowed.GetValueOrDefault(kind) + 1;
        return new[] { good + (gap / 3), good + (2 * gap / 3) }.Where(vms => vms > good && vms < bad).Distinct();
    }

    private async Task PassAsync(
        List<(HypervisorKind Kind, int Vms)> wanted, ReplicationRunner runner, string command, IProgress<RunProgress> progress,
        CancellationToken cancellation)
    {
        var points = ImmutableArray.CreateBuilder<RunPoint>();
        var simulated = new List<(HypervisorKind Kind, int Vms, MemorySettlement Memory)>();
        foreach (var (kind, vms) in wanted)
        {
            if (_points.ContainsKey((kind, vms))) continue;
            var plans = mix(vms);
            var choice = hypervisor with { Kind = kind };
            var memory = HostScreen.Memory(host, choice, plans);
            var refusal = !memory.IsFeasible ? DensityRefusal.Memory
                : !CpuAdmission.Admits(host, choice, plans) ? DensityRefusal.Reservations
                : !DiskRegions.Fit(host, plans) ? DensityRefusal.DiskSpace : DensityRefusal.None;
            if (refusal != DensityRefusal.None)
            {
                _points[(kind, vms)] = new DensityPoint(vms, memory, ImmutableSortedDictionary<string, MetricSummary>.Empty, []) { Refusal = refusal };
                continue;
            }

            var name = string.Create(CultureInfo.InvariantCulture, $"hypervisor={kind},vms={vms}");
            points.Add(HostPoint.Of(name, host, choice, plans, measurement, _ => command));
            simulated.Add((kind, vms, memory));
        }

        if (points.Count == 0) return;
        var plan = new RunPlan
        {
            Scenario = host.Name, Seed = (ulong)measurement.Seed, Points = points.ToImmutable(), Replications = measurement.Replications,
        };
        var outcome = await runner.RunAsync(plan, progress, onFinished: null, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        Fingerprints = Fingerprints.Add(outcome.Fingerprint());
        Events += outcome.Events;
        for (var i = 0; i < simulated.Count; i++)
        {
            var metrics = Summary.Of(outcome.Points[i].Replications, measurement.Confidence);
            var (kind, vms, memory) = simulated[i];
            _points[(kind, vms)] = new DensityPoint(vms, memory, metrics, SloVerdict.Of(slo, outcome.Points[i].Replications, metrics, measurement.Confidence))
            {
                Unsettled = [.. WarmUpCheck.All(outcome.Points[i].Replications, measurement.Confidence).Where(check => check.IsEnough == false)],
            };
        }
    }

    /// <summary>Turns the progress of one pass into progress of the whole search.</summary>
    private sealed class Offset(IProgress<RunProgress>? target, int before, int expected) : IProgress<RunProgress>
    {
        private readonly System.Diagnostics.Stopwatch _watch = System.Diagnostics.Stopwatch.StartNew();

        public void Report(RunProgress value)
        {
            var done = before + value.Done;
            var total = Math.Max(expected, before + value.Total);
            var left = value.Done > 0 ? _watch.Elapsed / value.Done * (total - done) : (TimeSpan?)null;
            target?.Report(new RunProgress(done, total, left));
        }
    }
}
