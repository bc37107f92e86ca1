namespace Sim.Experiments.Selection;

/// <summary>How far an alternative is behind the best of the others.</summary>
/// <param name="Name">The alternative.</param>
/// <param name="Mean">Its mean.</param>
/// <param name="Estimate">Mean distance in the metric's unit; below 0 when it leads, by as much.</param>
/// <param name="Low">Lower end, 0 or less: 0 says that it is not the best by any distance.</param>
/// <param name="High">Upper end, 0 or more: 0 says that no other is better.</param>
public sealed record Distance(string Name, double Mean, double Estimate, double Low, double High)
{
    /// <summary>Whether it may be the best.</summary>
    public bool MayBeBest => Low < 0 || Estimate <= 0;

    /// <summary>Whether it is the best, at the confidence of the comparison; never one of equals.</summary>
    public bool IsBest => High <= 0 && Estimate < 0;
}
