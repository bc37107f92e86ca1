namespace Sim.Reporting;

/// <summary>The words a report uses for a <see cref="TruthLabel"/>.</summary>
public static class TruthLabels
{
    /// <summary>All labels, in the order a legend lists them: strongest evidence first.</summary>
    public static ImmutableArray<TruthLabel> All { get; } =
        [TruthLabel.Measured, TruthLabel.Simulated, TruthLabel.Screened, TruthLabel.Input, TruthLabel.Assumed];

    /// <summary>The lower-case word, as in JSON and in source lines: "measured", "simulated", ...</summary>
    public static string Word(this TruthLabel label) => label switch
    {
        TruthLabel.Measured => "measured",
        TruthLabel.Simulated => "simulated",
        TruthLabel.Screened => "screened",
        TruthLabel.Input => "input",
        TruthLabel.Assumed => "assumed",
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "Unknown truth label."),
    };

    /// <summary>The short form beside a number in a narrow table.</summary>
    public static string Abbreviation(this TruthLabel label) => label switch
    {
        TruthLabel.Measured => "meas",
        TruthLabel.Simulated => "sim",
        TruthLabel.Screened => "scr",
        TruthLabel.Input => "in",
        TruthLabel.Assumed => "asm",
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "Unknown truth label."),
    };

    /// <summary>One sentence for the legend.</summary>
    public static string Meaning(this TruthLabel label) => label switch
    {
        TruthLabel.Measured => "Read from a trace of a real machine.",
        TruthLabel.Simulated => "Result of discrete-event simulation; the range is an interval over replications.",
        TruthLabel.Screened => "Closed form used to scan many options quickly; simulate before deciding on it.",
        TruthLabel.Input => "Given by you: inventory, scenario or price book.",
        TruthLabel.Assumed => "A documented default without evidence from your hardware.",
        _ => throw new ArgumentOutOfRangeException(nameof(label), label, "Unknown truth label."),
    };
}
