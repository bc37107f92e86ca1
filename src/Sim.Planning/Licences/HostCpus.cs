namespace Sim.Planning.Licences;

/// <summary>The CPUs of one host as licences see them: physical, never hyper-threads.</summary>
/// <param name="Sockets">Populated sockets, 1 or more.</param>
/// <param name="CoresPerSocket">Physical cores of each CPU, 1 or more.</param>
public readonly record struct HostCpus(int Sockets, int CoresPerSocket)
{
    /// <summary>Physical cores of the host.</summary>
    public int Cores => checked(Sockets * CoresPerSocket);
}
