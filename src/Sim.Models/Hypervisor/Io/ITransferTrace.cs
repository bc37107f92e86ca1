namespace Sim.Models.Hypervisor.Io;

/// <summary>Is told what the drives of a host are asked for, by the array's own numbers.</summary>
internal interface ITransferTrace
{
    /// <summary>A client asks for a transfer.</summary>
    /// <param name="id">The transfer.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="index">The client's own number for it.</param>
    void Submitted(int id, IBlockClient client, int index);

    /// <summary>Drives are asked for part of it: all of it, or what a parity level reads before it writes.</summary>
    /// <param name="id">The transfer.</param>
    /// <param name="commands">How many more commands it waits for.</param>
    void Issued(int id, int commands)
    {
    }

    /// <summary>Every drive is done; the host's interrupt handling comes next.</summary>
    void Arrived(int id)
    {
    }
}
