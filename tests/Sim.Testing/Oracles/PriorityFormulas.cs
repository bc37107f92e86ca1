namespace Sim.Testing.Oracles;

/// <summary>Closed forms of single-server queues with priorities; class 0 is the most urgent. Rates per unit of time, times in that unit.</summary>
public static class PriorityFormulas
{
    /// <summary>Mean waiting times of the non-preemptive M/G/1 queue: R / ((1 - s(k-1)) (1 - s(k))), R half the sum of rate times second moment.</summary>
    /// <remarks>Source: Cobham, "Priority assignment in waiting line problems", Operations Research 2(1), 1954; s(k) is the load of classes 0..k.</remarks>
    /// <param name="classes">Arrival rate, mean and second moment of the service time of each class.</param>
    public static double[] Cobham(params (double Rate, double Mean, double SecondMoment)[] classes)
    {
        var residual = classes.Sum(one => one.Rate * one.SecondMoment) / 2;
        var before = 0.0;
        return
        [
            .. classes.Select(one =>
            {
                var after = before + (one.Rate * one.Mean);
                var wait = residual / ((1 - before) * (1 - after));
                before = after;
                return wait;
            }),
        ];
    }

    /// <summary>Mean response times of the preemptive-resume M/G/1 queue: (m (1 - s(k)) + R(k)) / ((1 - s(k-1)) (1 - s(k))), R(k) of classes 0..k only.</summary>
    /// <remarks>Source: Bertsekas and Gallager, Data Networks (2nd ed. 1992), section 3.5.3.</remarks>
    /// <param name="classes">Arrival rate, mean and second moment of the service time of each class.</param>
    public static double[] PreemptiveResume(params (double Rate, double Mean, double SecondMoment)[] classes)
    {
        var (before, residual) = (0.0, 0.0);
        return
        [
            .. classes.Select(one =>
            {
                var after = before + (one.Rate * one.Mean);
                residual += one.Rate * one.SecondMoment / 2;
                var response = ((one.Mean * (1 - after)) + residual) / ((1 - before) * (1 - after));
                before = after;
                return response;
            }),
        ];
    }

    /// <summary>
    /// Mean time from the start to the end of a service that urgent Poisson arrivals interrupt and that then starts again with the same work:
    /// (1 / rate + busy period) (E[exp(rate S)] - 1).
    /// </summary>
    /// <remarks>
    /// Source: Gaver, "A waiting line with interrupted service, including priorities", JRSS B 24(1), 1962. Given work S = s, an attempt succeeds with
    /// probability exp(-rate s), so exp(rate s) - 1 attempts fail on average; the failed ones and the success last (exp(rate s) - 1) / rate together.
    /// </remarks>
    /// <param name="urgentRate">Arrival rate of the urgent class.</param>
    /// <param name="urgentMean">Its mean service time; the mean busy period is that over 1 minus its load.</param>
    /// <param name="exponentialMoment">E[exp(rate S)] of the interrupted work S.</param>
    public static double RepeatIdenticalCompletion(double urgentRate, double urgentMean, double exponentialMoment) =>
        ((1 / urgentRate) + (urgentMean / (1 - (urgentRate * urgentMean)))) * (exponentialMoment - 1);

    /// <summary>Mean response times of two classes of exponential jobs under discriminatory processor sharing.</summary>
    /// <remarks>
    /// T1 = (1 + m1 r2 (w2 - w1) / D) / (m1 (1 - r)), D = m1 w1 (1 - r1) + m2 w2 (1 - r2), and likewise T2. Source: Fayolle, Mitrani and
    /// Iasnogorodski, "Sharing a processor among many job classes", JACM 27(3), 1980. Limits: w1 = w2 gives 1 / (m1 (1 - r)); w1 far above w2 gives
    /// preemptive priority, 1 / (m1 (1 - r1)); and r1 T1 + r2 T2 does not depend on the weights, as work conservation demands.
    /// </remarks>
    /// <param name="first">Arrival rate, service rate and weight of the first class.</param>
    /// <param name="second">The same of the second.</param>
    public static (double First, double Second) DiscriminatorySharing(
        (double Rate, double ServiceRate, double Weight) first, (double Rate, double ServiceRate, double Weight) second)
    {
        var (r1, r2) = (first.Rate / first.ServiceRate, second.Rate / second.ServiceRate);
        var denominator = (first.ServiceRate * first.Weight * (1 - r1)) + (second.ServiceRate * second.Weight * (1 - r2));
        var spare = 1 - r1 - r2;
        return (
            (1 + (first.ServiceRate * r2 * (second.Weight - first.Weight) / denominator)) / (first.ServiceRate * spare),
            (1 + (second.ServiceRate * r1 * (first.Weight - second.Weight) / denominator)) / (second.ServiceRate * spare));
    }
}
