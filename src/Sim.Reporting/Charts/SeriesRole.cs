namespace Sim.Reporting.Charts;

/// <summary>How loudly a curve is drawn.</summary>
public enum SeriesRole
{
    /// <summary>The curve the reader decides on: thick, filled markers.</summary>
    Primary,

    /// <summary>Context in the same colour: thin, dotted, hollow markers.</summary>
    Secondary,

    /// <summary>Points only, e.g. measurements over a predicted curve.</summary>
    Points,

    /// <summary>A black line without markers: an ideal, a demand history.</summary>
    Reference,
}
