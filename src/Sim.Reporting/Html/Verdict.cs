namespace Sim.Reporting.Html;

/// <summary>The answer to a yes-or-no question of the plan.</summary>
public enum Verdict
{
    /// <summary>The goal is met.</summary>
    Pass,

    /// <summary>The goal is met without margin, or only by the median.</summary>
    Warn,

    /// <summary>The goal is missed.</summary>
    Fail,

    /// <summary>Nothing supports an answer.</summary>
    NotEstablished,
}
