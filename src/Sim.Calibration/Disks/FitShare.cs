namespace Sim.Calibration.Disks;

/// <summary>How much of a sweep a disk is fitted to.</summary>
public enum FitShare
{
    /// <summary>Every other case, by the rule of <see cref="FitHalf"/>, so that the rest can judge the result.</summary>
    Half,

    /// <summary>Every pure case: the best estimate, with nothing left of the sweep to judge it.</summary>
    All,

    /// <summary>No disk is fitted; the closed form alone is.</summary>
    None,
}
