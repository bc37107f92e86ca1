namespace Sim.Models.Parameters;

/// <summary>How sure a default value is.</summary>
public enum Certainty
{
    /// <summary>The user's choice; no default stands in for a fact.</summary>
    Chosen,

    /// <summary>Read in the vendor's own document, source code or measurement.</summary>
    Primary,

    /// <summary>Read in somebody else's account.</summary>
    Secondary,

    /// <summary>Not established: a placeholder that calibration should replace; reports list it.</summary>
    Assumed,

    /// <summary>Estimated from traces of the user's own machine; carries an interval.</summary>
    Measured,
}
