using System.Collections.Immutable;
using System.Globalization;
using Sim.Experiments.Analysis;
using Sim.Experiments.Hosts;
using Sim.Experiments.Running;
using Sim.Models.Scenarios;
using Sim.Scenarios.Binding;

namespace Sim.Planning.Sweeps;

/// <summary>Simulates every class at every ratio under every hypervisor.</summary>
/// <remarks>VM i of a class draws the same chance at every ratio and under every hypervisor (common random numbers), so a curve moves only because of
/// the VMs that are added. Page: docs/overcommit.md.</remarks>
/// <param name="spec">The study, checked.</param>
public sealed class Sweep(SweepSpec spec)
{
    /// <summary>What was run; nothing before.</summary>
    public RunOutcome? Outcome { get; private set; }

    /// <summary>Simulates all points, in the order class, ratio, hypervisor.</summary>
    /// <param name="runner">Runs replications.</param>
    /// <param name="command">The command line, for the report of a fault.</param>
    /// <param name="progress">Told of replications done.</param>
    /// <param name="cancellation">Stops the study.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<ImmutableArray<SweepPoint>> RunAsync(
        ReplicationRunner runner, string command, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var settings = (
            from vm in spec.Classes
            from ratio in spec.Ratios
            from kind in spec.Hypervisors
            select (Class: vm, Ratio: ratio, Kind: kind, Vms: SweepReader.VmsOf(vm, ratio, spec.Host.Cpu.Pcpus)!.Value)).ToImmutableArray();
        Outcome = await runner.RunAsync(
            new RunPlan
            {
                Scenario = spec.Name,
                Seed = (ulong)spec.Measurement.Seed,
                Replications = spec.Measurement.Replications,
                Points =
                [
                    .. settings.Select(one => HostPoint.Of(
                        NameOf(one.Class.Name, one.Ratio, one.Kind), spec.Host, spec.Hypervisor with { Kind = one.Kind }, VmPlans.Mix([one.Class], one.Vms),
                        spec.Measurement, _ => command)),
                ],
            },
            progress, onFinished: null, cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return
        [
            .. settings.Zip(Outcome.Points, (one, point) => new SweepPoint(
                one.Class, one.Ratio, one.Kind, one.Vms, Summary.Of(point.Replications, spec.Measurement.Confidence))),
        ];
    }

    /// <summary>The name of a point, e.g. <c>class=web,ratio=2,hypervisor=kvm</c>.</summary>
    public static string NameOf(string vm, double ratio, HypervisorKind kind) =>
        string.Create(CultureInfo.InvariantCulture, $"class={vm},ratio={ratio},hypervisor={FieldNames.ChoiceOf(kind.ToString())}");
}
