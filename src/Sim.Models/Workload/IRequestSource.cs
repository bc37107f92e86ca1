namespace Sim.Models.Workload;

/// <summary>Where requests come from.</summary>
public interface IRequestSource
{
    /// <summary>A request is over.</summary>
    /// <param name="user">The source's own number.</param>
    void OnRequestDone(int user);
}
