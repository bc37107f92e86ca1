namespace Sim.Testing.Oracles;

/// <summary>Closed forms of the classical queues. Rates per unit of time, times in that unit.</summary>
/// <remarks>Source: Kleinrock, Queueing Systems vol. 1 (1975): M/M/1 eq. 3.24, Erlang C eq. 3.40, Pollaczek-Khinchine eq. 5.70.</remarks>
public static class QueueingFormulas
{
    /// <summary>Mean time in an M/M/1 system: 1 / (mu - lambda).</summary>
    /// <param name="arrivalRate">Arrivals per unit of time, below <paramref name="serviceRate"/>.</param>
    /// <param name="serviceRate">Services per unit of time of the one server.</param>
    public static double Mm1Response(double arrivalRate, double serviceRate) => 1 / (serviceRate - arrivalRate);

    /// <summary>The share <paramref name="share"/> quantile of the time in an M/M/1 system, which is exponential: -ln(1 - share) / (mu - lambda).</summary>
    public static double Mm1ResponseQuantile(double arrivalRate, double serviceRate, double share) =>
        -Math.Log(1 - share) / (serviceRate - arrivalRate);

    /// <summary>Erlang C: the chance that an arrival at M/M/c finds all servers busy.</summary>
    /// <param name="servers">Servers, 1 or more.</param>
    /// <param name="offeredLoad">Arrival rate over the service rate of one server, below <paramref name="servers"/>.</param>
    public static double ErlangC(int servers, double offeredLoad)
    {
        // Erlang B by its recursion, which does not overflow, then C = B / (1 - rho (1 - B)).
        var blocking = 1.0;
        for (var k = 1; k <= servers; k++) blocking = offeredLoad * blocking / (k + (offeredLoad * blocking));
        return blocking / (1 - (offeredLoad / servers * (1 - blocking)));
    }

    /// <summary>Mean time in an M/M/c system: service plus Erlang C over the spare service rate.</summary>
    public static double MmcResponse(double arrivalRate, double serviceRate, int servers) =>
        (1 / serviceRate) + (ErlangC(servers, arrivalRate / serviceRate) / ((servers * serviceRate) - arrivalRate));

    /// <summary>Mean time in an M/G/1 system (Pollaczek-Khinchine): s + rho s (1 + cv²) / (2 (1 - rho)).</summary>
    /// <param name="arrivalRate">Arrivals per unit of time.</param>
    /// <param name="serviceMean">Mean service time; times the arrival rate below 1.</param>
    /// <param name="serviceVariance">Variance of the service time.</param>
    public static double Mg1Response(double arrivalRate, double serviceMean, double serviceVariance)
    {
        var load = arrivalRate * serviceMean;
        var squaredVariation = serviceVariance / (serviceMean * serviceMean);
        return serviceMean + (load * serviceMean * (1 + squaredVariation) / (2 * (1 - load)));
    }
}
