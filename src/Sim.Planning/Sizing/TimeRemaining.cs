namespace Sim.Planning.Sizing;

/// <summary>Months until demand meets the usable capacity of a given number of hosts; absent when that is beyond the forecast.</summary>
/// <param name="Hosts">The hosts.</param>
/// <param name="Median">At the median demand, months.</param>
/// <param name="Early80">At the upper end of the 80 % demand band, months.</param>
/// <param name="Late80">At the lower end of the 80 % demand band, months.</param>
/// <param name="Early95">At the upper end of the 95 % demand band, months.</param>
/// <param name="Late95">At the lower end of the 95 % demand band, months.</param>
/// <param name="Earliest">At the upper 95 % demand and the low end of the density, months.</param>
/// <param name="Latest">At the lower 95 % demand and the high end of the density, months.</param>
/// <param name="BindingResource">The resource that runs out first at the median; the tightest at the end of the forecast when none does.</param>
/// <param name="Horizon">Length of the forecast, months.</param>
public sealed record TimeRemaining(
    int Hosts, double? Median, double? Early80, double? Late80, double? Early95, double? Late95, double? Earliest, double? Latest,
    string BindingResource, int Horizon);
