using System.Collections.Immutable;

namespace Sim.Experiments.Running;

/// <summary>Points times replications: everything that is to be run.</summary>
public sealed record RunPlan
{
    /// <summary>The scenario, for reports.</summary>
    public required string Scenario { get; init; }

    /// <summary>The seed that all streams start from, for reports; the points carry it themselves.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The points, in the order of the results; names differ.</summary>
    public required ImmutableArray<RunPoint> Points { get; init; }

    /// <summary>Replications of each point, 1 or more.</summary>
    public required int Replications { get; init; }

    /// <summary>The number of the first replication, 0 or more; above 0 to repeat one replication of a larger plan.</summary>
    public int FirstReplication { get; init; }

    /// <summary>Results of an earlier, interrupted execution of the same plan; they are not run again.</summary>
    public ImmutableDictionary<RunKey, RunResult> Finished { get; init; } = ImmutableDictionary<RunKey, RunResult>.Empty;

    /// <summary>Replications in all.</summary>
    public int Total => Points.Length * Replications;

    internal RunKey KeyOf(int job) => new(Points[job / Replications].Name, FirstReplication + (job % Replications));

    internal static void DemandValid(RunPlan plan)
    {
        if (plan.Replications < 1)
        {
            throw new ArgumentException(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a plan needs 1 replication or more; got {plan.Replications}"), nameof(plan));
        }

        if (plan.FirstReplication < 0)
        {
            throw new ArgumentException(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"replications count from 0; got {plan.FirstReplication}"), nameof(plan));
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var point in plan.Points)
        {
            if (!names.Add(point.Name)) throw new ArgumentException($"two points of the plan are named '{point.Name}'", nameof(plan));
        }
    }
}
