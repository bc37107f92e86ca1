namespace Sim.Cli.Tests;

/// <summary>Shipped files with one thing changed.</summary>
internal static class Shipped
{
    public const string Scenario = "scenarios/getting-started/web-and-database.yaml";
    public const string Plan = "scenarios/consolidation/plan.yaml";

    public const string Study = "scenarios/overcommit/overcommit.yaml";

    /// <summary>How the first scenario is measured as it ships.</summary>
    public const string Measurement = "measurement: {warmUp: 4 s, length: 2 s, replications: 5, seed: 1}";

    /// <summary>How the plan is measured as it ships.</summary>
    public const string PlanMeasurement = "measurement: {warmUp: 300 ms, length: 2 s, replications: 5, seed: 20261122}";

    /// <summary>How the overcommit study is measured as it ships.</summary>
    public const string StudyMeasurement = "measurement: {warmUp: 1 s, length: 4 s, replications: 5, seed: 1}";

    /// <summary>Simulates in well under a second, so that a test can afford several runs.</summary>
    public const string ShortMeasurement = "measurement: {warmUp: 50 ms, length: 200 ms, replications: 3, seed: 1}";

    /// <summary>The first scenario, changed.</summary>
    public static string ScenarioWith(params (string Old, string New)[] changes) =>
        Changed(File.ReadAllText(Repository.PathOf(Scenario)), changes);

    /// <summary>The first scenario, measured for a fraction of a second.</summary>
    public static string ShortScenario(params (string Old, string New)[] changes) =>
        ScenarioWith([(Measurement, ShortMeasurement), .. changes]);

    /// <summary>The consolidation plan, changed, with the files it names where they are.</summary>
    public static string PlanWith(params (string Old, string New)[] changes)
    {
        var text = Changed(File.ReadAllText(Repository.PathOf(Plan)), changes);
        foreach (var (relative, folder) in ((string, string)[])[(": ../", "scenarios/"), (": estate-200", "scenarios/consolidation/estate-200"), ("profile: host", "scenarios/consolidation/host")])
            text = text.Replace(relative, relative[..(relative.IndexOf(':', StringComparison.Ordinal) + 2)] + Repository.PathOf(folder), StringComparison.Ordinal);
        return text;
    }

    /// <summary>The consolidation plan with few, short replications and few points.</summary>
    public static string ShortPlan(params (string Old, string New)[] changes) => PlanWith(
    [
        (PlanMeasurement, "measurement: {warmUp: 20 ms, length: 60 ms, replications: 2, seed: 7}"),
        ("search: {points: 6, refinements: 2}", "search: {points: 3, refinements: 0}"),
        .. changes,
    ]);

    /// <summary>The overcommit study, changed.</summary>
    public static string StudyWith(params (string Old, string New)[] changes) => Changed(File.ReadAllText(Repository.PathOf(Study)), changes);

    /// <summary>The overcommit study at two ratios, measured for a fraction of a second.</summary>
    public static string ShortStudy(params (string Old, string New)[] changes) =>
        StudyWith([(StudyMeasurement, ShortMeasurement), ("ratios: [1, 2, 3, 4, 5, 6]", "ratios: [1, 4]"), .. changes]);

    private static string Changed(string text, params (string Old, string New)[] changes)
    {
        foreach (var (old, changed) in changes)
        {
            if (!text.Contains(old, StringComparison.Ordinal)) throw new InvalidOperationException($"the shipped file no longer holds '{old}'");
            text = text.Replace(old, changed, StringComparison.Ordinal);
        }

        return text;
    }
}
