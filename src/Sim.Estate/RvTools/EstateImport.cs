using Sim.Estate.Inventory;
using Sim.Estate.Quality;

namespace Sim.Estate.RvTools;

/// <summary>What an export gave.</summary>
/// <param name="Estate">The inventory.</param>
/// <param name="Quality">What was read, left out, unknown, contradictory and assumed.</param>
public sealed record EstateImport(VmEstate Estate, DataQuality Quality);
