namespace Sim.Planning.Power;

/// <summary>How a power curve was drawn; reports print it beside the energy.</summary>
public enum PowerForm
{
    /// <summary>Eleven measured points, straight between neighbours.</summary>
    PiecewiseLinear,

    /// <summary>A straight line from idle to maximum: a fallback, 23 to 28 % too low at 10 % load and 13 to 17 % too high at 50 to 70 % on 2017 servers.</summary>
    Line,

    /// <summary>A sum over components with a load derate: a fallback where no curve of the server is known.</summary>
    Components,
}
