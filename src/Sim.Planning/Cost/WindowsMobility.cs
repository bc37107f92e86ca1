namespace Sim.Planning.Cost;

/// <summary>Which hosts a Windows VM may land on; every one of them needs its licence.</summary>
public enum WindowsMobility
{
    /// <summary>Any host of the cluster: each is licensed for as many Windows VMs as it can hold.</summary>
    Anywhere,

    /// <summary>Pinned in equal numbers: each host is licensed for its share of the Windows VMs.</summary>
    Pinned,
}
