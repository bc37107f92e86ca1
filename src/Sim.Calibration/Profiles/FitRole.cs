namespace Sim.Calibration.Profiles;

/// <summary>What a case was used for.</summary>
public enum FitRole
{
    /// <summary>Parameters were learnt from it.</summary>
    Fitted,

    /// <summary>It was kept out of the fit.</summary>
    Judged,

    /// <summary>A check forbade to learn from it.</summary>
    Excluded,
}
