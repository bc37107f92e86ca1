namespace Sim.Planning.Screening;

/// <summary>M/M/c: Poisson arrivals, exponential service, c equal servers, one FCFS queue.</summary>
/// <remarks>Source: A. K. Erlang, 1917; the recursion B(c) = A B(c-1) / (c + A B(c-1)) is stable for any load. Results are screened, not simulated.</remarks>
public sealed class MultiServerQueue
{
    /// <summary>A queue in steady state.</summary>
    /// <param name="arrivalRate">Arrivals per second, above 0.</param>
    /// <param name="serviceTime">Mean service, seconds, above 0.</param>
    /// <param name="servers">Servers, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range, or the servers cannot keep up.</exception>
    public MultiServerQueue(double arrivalRate, double serviceTime, int servers)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(arrivalRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(serviceTime);
        ArgumentOutOfRangeException.ThrowIfLessThan(servers, 1);
        (ArrivalRate, ServiceTime, Servers) = (arrivalRate, serviceTime, servers);
        if (Utilisation >= 1)
            throw new ArgumentOutOfRangeException(nameof(arrivalRate), arrivalRate, "the servers cannot keep up; there is no steady state");
        var blocking = ErlangB(OfferedLoad, servers);
        WaitProbability = blocking / (1 - (Utilisation * (1 - blocking)));
    }

    /// <summary>Arrivals per second.</summary>
    public double ArrivalRate { get; }

    /// <summary>Mean service, seconds.</summary>
    public double ServiceTime { get; }

    /// <summary>Servers.</summary>
    public int Servers { get; }

    /// <summary>Offered load, erlangs: mean busy servers.</summary>
    public double OfferedLoad => ArrivalRate * ServiceTime;

    /// <summary>Share of the servers busy, 0 to 1.</summary>
    public double Utilisation => OfferedLoad / Servers;

    /// <summary>Probability that an arrival waits (Erlang C).</summary>
    public double WaitProbability { get; }

    /// <summary>Mean wait before service, seconds.</summary>
    public double MeanWait => WaitProbability * ServiceTime / (Servers * (1 - Utilisation));

    /// <summary>Mean wait and service, seconds.</summary>
    public double MeanResponse => MeanWait + ServiceTime;

    /// <summary>Mean customers waiting.</summary>
    public double MeanQueue => ArrivalRate * MeanWait;

    /// <summary>The wait that a share of arrivals does not exceed.</summary>
    /// <param name="share">0 to 1, below 1.</param>
    /// <returns>Seconds; 0 when that share need not wait.</returns>
    public double WaitQuantile(double share)
    {
        if (!(share is >= 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "a share from 0 to below 1");
        // P(W > t) = C exp(-(c mu - lambda) t).
        return Math.Max(0, Math.Log(WaitProbability / (1 - share))) * ServiceTime / (Servers * (1 - Utilisation));
    }

    /// <summary>Probability that a response takes longer.</summary>
    /// <param name="time">Seconds, 0 or more.</param>
    public double ResponseExceeds(double time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        var service = 1 / ServiceTime;
        var drain = (Servers / ServiceTime) - ArrivalRate;
        var alone = Math.Exp(-service * time);
        // Wait (an atom at 0, else exponential with rate drain) convolved with service; equal rates are the limit of the general form.
        var waited = Math.Abs(drain - service) < 1e-9 * service
            ? (1 + (service * time)) * alone
            : ((drain * alone) - (service * Math.Exp(-drain * time))) / (drain - service);
        return ((1 - WaitProbability) * alone) + (WaitProbability * waited);
    }

    /// <summary>Probability that all servers are busy when nobody may wait (Erlang B).</summary>
    /// <param name="offeredLoad">Erlangs, 0 or more.</param>
    /// <param name="servers">Servers, 0 or more.</param>
    public static double ErlangB(double offeredLoad, int servers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offeredLoad);
        ArgumentOutOfRangeException.ThrowIfNegative(servers);
        var blocking = 1.0;
        for (var c = 1; c <= servers; c++) blocking = offeredLoad * blocking / (c + (offeredLoad * blocking));
        return blocking;
    }
}
