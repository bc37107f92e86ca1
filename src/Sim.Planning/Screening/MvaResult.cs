using System.Collections.Immutable;

namespace Sim.Planning.Screening;

/// <summary>A solved closed network.</summary>
/// <param name="Customers">Customers in the network.</param>
/// <param name="Throughput">Cycles per second.</param>
/// <param name="CycleTime">Mean time of one cycle, seconds.</param>
/// <param name="Stations">Each station, in the order given.</param>
public sealed record MvaResult(int Customers, double Throughput, double CycleTime, ImmutableArray<StationLoad> Stations)
{
    /// <summary>Mean time of one cycle outside delay stations, seconds: the response time a closed-loop client sees.</summary>
    public double ResponseTime => Stations.Where(load => load.Station.Kind == StationKind.Queue).Sum(load => load.ResidenceTime);
}
