namespace Sim.Models.Hypervisor.Io;

/// <summary>A layer between a virtual disk and the backend that turns one request into others: an image format, a file system, a cache.</summary>
public interface IBlockLayer
{
    /// <summary>Turns the plan of the layer above into its own.</summary>
    /// <param name="plan">What the layer above asks for.</param>
    void Apply(ref BlockPlan plan);
}
