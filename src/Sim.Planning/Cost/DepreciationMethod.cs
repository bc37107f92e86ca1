namespace Sim.Planning.Cost;

/// <summary>How a purchase is spread over its years in the profit-and-loss view.</summary>
public enum DepreciationMethod
{
    /// <summary>The same each year.</summary>
    StraightLine,

    /// <summary>Each year the larger of double declining and straight line on the remainder.</summary>
    MaxOfDoubleOrStraight,
}
