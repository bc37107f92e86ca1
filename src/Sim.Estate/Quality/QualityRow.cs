namespace Sim.Estate.Quality;

/// <summary>One line of a data-quality table.</summary>
/// <param name="Section">What kind of remark: one of <see cref="QualitySections"/>.</param>
/// <param name="Item">What it is about, e.g. <c>vInfo: SRM Placeholder</c>.</param>
/// <param name="Count">How many rows, cells or VMs.</param>
/// <param name="Note">What was done and where the first one is; may be empty.</param>
public sealed record QualityRow(string Section, string Item, long Count, string Note);
