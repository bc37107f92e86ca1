using System.Collections.Immutable;

namespace Sim.Testing.Oracles;

/// <summary>Exact mean values of a closed network of single-server FIFO queues with exponential service, one class, and a think time.</summary>
/// <remarks>Source: Reiser and Lavenberg, "Mean-value analysis of closed multichain queuing networks", JACM 27(2), 1980.</remarks>
/// <param name="Throughput">Cycles per unit of time.</param>
/// <param name="Responses">Mean time per visit to each station.</param>
/// <param name="QueueLengths">Mean customers at each station.</param>
public sealed record MeanValueAnalysis(double Throughput, ImmutableArray<double> Responses, ImmutableArray<double> QueueLengths)
{
    /// <summary>Solves the network by the exact recursion over populations.</summary>
    /// <param name="serviceMeans">Mean service time of each station, visited once a cycle.</param>
    /// <param name="thinkTime">Mean time away from all stations, 0 or more.</param>
    /// <param name="customers">Population, 1 or more.</param>
    public static MeanValueAnalysis Solve(IReadOnlyList<double> serviceMeans, double thinkTime, int customers)
    {
        var lengths = new double[serviceMeans.Count];
        var responses = new double[serviceMeans.Count];
        var throughput = 0.0;
        for (var n = 1; n <= customers; n++)
        {
            for (var k = 0; k < lengths.Length; k++) responses[k] = serviceMeans[k] * (1 + lengths[k]);
            throughput = n / (thinkTime + responses.Sum());
            for (var k = 0; k < lengths.Length; k++) lengths[k] = throughput * responses[k];
        }

        return new MeanValueAnalysis(throughput, [.. responses], [.. lengths]);
    }
}
