namespace Sim.Experiments.Running;

/// <summary>One setting of an experiment: a scenario with its knobs fixed, to be replicated.</summary>
public sealed record RunPoint
{
    /// <summary>A stable name, unique in the plan, e.g. <c>vms=24,hypervisor=kvm</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Runs one replication on the calling thread. Must depend on the replication number only, and look at the token several times a
    /// wall-clock second.
    /// </summary>
    public required Func<int, CancellationToken, RunResult> Run { get; init; }

    /// <summary>The command line that repeats one replication alone, for the report of a fault.</summary>
    public required Func<int, string> RepeatCommand { get; init; }
}
