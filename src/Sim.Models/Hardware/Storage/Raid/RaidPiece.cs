namespace Sim.Models.Hardware.Storage.Raid;

/// <summary>What one drive does for a request of an array.</summary>
/// <remarks>Source: network-and-storage 3.5. Page: docs/models/raid.md.</remarks>
/// <param name="Drive">The drive; for a read of mirrored data the first of two that have it.</param>
/// <param name="Other">Another drive that has the same data at the same place, or -1.</param>
/// <param name="Offset">First byte on the drive.</param>
/// <param name="Bytes">Length.</param>
internal readonly record struct RaidPiece(int Drive, int Other, long Offset, int Bytes);
