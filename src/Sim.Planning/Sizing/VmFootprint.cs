using Sim.Models.Parameters;

namespace Sim.Planning.Sizing;

/// <summary>What one VM takes from a host besides its load.</summary>
public sealed record VmFootprint
{
    [Parameter("Virtual CPUs.", Min = 1, Max = 1024)]
    public required double Vcpus { get; init; }

    [Parameter("Memory.", Dimension = Dimension.Bytes, Min = 0, Max = 65536, Unit = "GiB")]
    public required double Memory { get; init; }

    [Parameter("Storage on the host's own drives.", Dimension = Dimension.Bytes, Min = 0, Max = 1048576, Unit = "GiB")]
    public double Storage { get; init; }
}
