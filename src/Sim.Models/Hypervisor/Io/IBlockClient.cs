namespace Sim.Models.Hypervisor.Io;

/// <summary>Is told when a block request is done.</summary>
public interface IBlockClient
{
    /// <summary>The request is done.</summary>
    /// <param name="index">The client's own number for it.</param>
    void OnBlockDone(int index);
}
