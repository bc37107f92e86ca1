namespace Sim.Reporting.Charts;

/// <summary>Where a chart's numbers come from: the line under the picture.</summary>
public sealed record ChartSource
{
    /// <summary>Name of the scenario, plan or data set.</summary>
    public required string Scenario { get; init; }

    /// <summary>The kinds of evidence in the picture, e.g. simulated curves and a measured point.</summary>
    public required ImmutableArray<TruthLabel> Truth { get; init; }

    /// <summary>Further facts, each a short phrase: "10 replications, seed 42", "price book us-2026 of 2026-10-01".</summary>
    public ImmutableArray<string> Details { get; init; } = [];

    /// <summary>The line as printed: "Source: scenario web-tier; simulated; 10 replications, seed 42".</summary>
    public string Line() =>
        string.Join("; ", [$"Source: {Scenario}", string.Join(", ", Truth.Distinct().Select(TruthLabels.Word)), .. Details]);
}
