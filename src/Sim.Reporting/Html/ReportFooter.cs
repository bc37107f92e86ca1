namespace Sim.Reporting.Html;

/// <summary>What a reader needs to get the same report again.</summary>
public sealed record ReportFooter
{
    /// <summary>Version of the tool.</summary>
    public required string Version { get; init; }

    /// <summary>Seed of the random streams; null where nothing was simulated.</summary>
    public long? Seed { get; init; }

    /// <summary>Fingerprint of the results; null where nothing was simulated.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Name of the price book; null without prices.</summary>
    public string? PriceBook { get; init; }

    /// <summary>As-of date of the price book.</summary>
    public DateOnly? PriceBookDate { get; init; }

    /// <summary>The command line that repeats the report.</summary>
    public string? CommandLine { get; init; }
}
