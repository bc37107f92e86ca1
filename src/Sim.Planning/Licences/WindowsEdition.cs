namespace Sim.Planning.Licences;

/// <summary>Edition of Windows Server for the guests of a host.</summary>
public enum WindowsEdition
{
    /// <summary>Each full licensing of the host covers two VMs; stacked for more.</summary>
    Standard,

    /// <summary>One full licensing covers any number of VMs.</summary>
    Datacenter,
}
