using System.Collections.Immutable;
using System.Globalization;
using Sim.Experiments.Analysis;
using Sim.Experiments.Hosts;
using Sim.Experiments.Running;
using Sim.Models.Scenarios;

namespace Sim.Planning.Sweeps;

/// <summary>Simulates every path with every number of VMs.</summary>
/// <remarks>VM i draws the same chance at every point (common random numbers). Page: docs/storage-paths.md.</remarks>
/// <param name="spec">The study, checked.</param>
public sealed class PathStudy(PathStudySpec spec)
{
    /// <summary>What was run; nothing before.</summary>
    public RunOutcome? Outcome { get; private set; }

    /// <summary>Simulates all points, path by path.</summary>
    /// <param name="runner">Runs replications.</param>
    /// <param name="command">The command line, for the report of a fault.</param>
    /// <param name="progress">Told of replications done.</param>
    /// <param name="cancellation">Stops the study.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<ImmutableArray<PathPoint>> RunAsync(
        ReplicationRunner runner, string command, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var settings = (from path in spec.Paths from count in spec.Counts select (Path: path, Vms: count)).ToImmutableArray();
        Outcome = await runner.RunAsync(
            new RunPlan
            {
                Scenario = spec.Name,
                Seed = (ulong)spec.Measurement.Seed,
                Replications = spec.Measurement.Replications,
                Points =
                [
                    .. settings.Select(one => HostPoint.Of(
                        NameOf(one.Path.Name, one.Vms), spec.Host, one.Path.Hypervisor, VmPlans.Mix([spec.Vm], one.Vms), spec.Measurement, _ => command)),
                ],
            },
            progress, onFinished: null, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return [.. settings.Zip(Outcome.Points, (one, point) => new PathPoint(one.Path, one.Vms, Summary.Of(point.Replications, spec.Measurement.Confidence)))];
    }

    /// <summary>The name of a point, e.g. <c>path=vfio,vms=4</c>.</summary>
    public static string NameOf(string path, int vms) => string.Create(CultureInfo.InvariantCulture, $"path={path},vms={vms}");
}
