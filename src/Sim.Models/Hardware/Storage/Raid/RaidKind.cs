namespace Sim.Models.Hardware.Storage.Raid;

/// <summary>Who makes an array of drives.</summary>
/// <remarks>Source: network-and-storage 3.5. Page: docs/models/raid.md.</remarks>
public enum RaidKind
{
    /// <summary>The host's software (Linux md): parity costs host CPU on one thread.</summary>
    Md,

    /// <summary>A controller with a processor, a queue and a protected cache of its own.</summary>
    Hardware,
}
