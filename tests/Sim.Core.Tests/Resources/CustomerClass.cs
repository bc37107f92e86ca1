using Sim.Core.Random.Distributions;

namespace Sim.Core.Tests.Resources;

/// <summary>Customers of one kind. Times in microseconds.</summary>
internal sealed record CustomerClass(double Rate, Distribution Service)
{
    public int Priority { get; init; }

    public double Weight { get; init; } = 1;

    public Distribution? Patience { get; init; }
}
