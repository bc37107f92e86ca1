using Sim.Models.Parameters;

namespace Sim.Planning.Power;

/// <summary>Fan power at one server power.</summary>
public sealed record FanPoint
{
    [Parameter("Power of the server without its fans.", Dimension = Dimension.Power, Min = 0, Max = 100000, Unit = "W")]
    public required double Server { get; init; }

    [Parameter("Power of its fans.", Dimension = Dimension.Power, Min = 0, Max = 10000, Unit = "W")]
    public required double Fans { get; init; }
}
