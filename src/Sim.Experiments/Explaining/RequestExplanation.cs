using System.Collections.Immutable;
using Sim.Core.Diagnostics;
using Sim.Experiments.Hosts;
using Sim.Experiments.Running;
using Sim.Models.Attribution;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;

namespace Sim.Experiments.Explaining;

/// <summary>Simulates one replication twice: the first time to see how long each request of a VM takes, the second to follow those that were chosen.</summary>
public static class RequestExplanation
{
    /// <summary>Explains requests of a VM.</summary>
    /// <param name="host">Hardware.</param>
    /// <param name="hypervisor">Hypervisor and knobs.</param>
    /// <param name="vms">The VMs; memory must hold them.</param>
    /// <param name="measurement">How long, and the seed.</param>
    /// <param name="vm">Index of the VM.</param>
    /// <param name="replication">The replication, 0 or more.</param>
    /// <param name="choose">Chooses among the measured requests, the slowest first; none twice.</param>
    /// <param name="progress">Told after each of the two.</param>
    /// <param name="cancellation">Looked at every 10 ms of simulated time.</param>
    /// <returns>The explanation, or null when no request of the VM was answered in the measured time.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Explanation? Of(
        HostSpec host, HypervisorSpec hypervisor, ImmutableArray<VmPlan> vms, MeasurementSpec measurement, int vm, int replication,
        Func<ImmutableArray<RequestResponse>, ImmutableArray<RequestResponse>> choose, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        var warmUp = HostPoint.PilotOf(host, hypervisor, vms, measurement).WarmUp(cancellation);
        var first = new SimulatedHost(host, hypervisor, vms, measurement.Seed, replication);
        first.LogResponses(vm);
        first.Run(warmUp, measurement.Length, cancellation);
        progress?.Report(new RunProgress(1, 2, null));
        if (first.Responses.Count == 0) return null;
        ImmutableArray<RequestResponse> measured = [.. first.Responses.OrderByDescending(request => request.Response).ThenBy(request => request.Number)];
        var chosen = choose(measured);
        var typical = RequestChoice.Typical(measured);

        var second = new SimulatedHost(host, hypervisor, vms, measurement.Seed, replication);
        second.Explain(vm, chosen.Contains(typical) ? chosen : chosen.Add(typical));
        second.Run(warmUp, measurement.Length, cancellation);
        progress?.Report(new RunProgress(2, 2, null));
        Check.That(first.Fingerprint() == second.Fingerprint(), "two runs of one replication differ");
        var explained = second.Explained;
        return new Explanation
        {
            Measured = measured,
            Unanswered = first.Unanswered,
            Requests = [.. explained.Take(chosen.Length)],
            Typical = explained.Single(request => request.Request == typical),
            WarmUp = warmUp,
            Fingerprint = first.Fingerprint(),
        };
    }
}
