namespace Sim.Reporting.Charts.Drawing;

/// <summary>Line pattern over a filled area, so that areas differ in grey too.</summary>
internal enum Hatch
{
    None,
    Rising,
    Falling,
    Level,
    Crossed,
    Dotted,
    Upright,
}
