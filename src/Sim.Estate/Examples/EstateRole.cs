using System.Collections.Immutable;

namespace Sim.Estate.Examples;

/// <summary>What a group of generated VMs does and how large they are.</summary>
/// <param name="Code">Part of the VM's name.</param>
/// <param name="Of200">How many of 200 VMs.</param>
/// <param name="Sizes">Sizes with equal chance: vCPUs and memory.</param>
/// <param name="Guests">Guest systems with equal chance.</param>
/// <param name="DiskGiB">Smallest and largest total disk size.</param>
/// <param name="CpuPercent">Smallest and largest CPU use at the moment of the export, percent of the VM.</param>
/// <param name="ActivePercent">Smallest and largest active memory at that moment, percent of the VM.</param>
internal sealed record EstateRole(
    string Code, int Of200, ImmutableArray<(int Vcpus, int MemoryGiB)> Sizes, ImmutableArray<string> Guests, (int Min, int Max) DiskGiB,
    (int Min, int Max) CpuPercent, (int Min, int Max) ActivePercent);
