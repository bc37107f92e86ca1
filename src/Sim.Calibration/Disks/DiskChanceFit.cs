using System.Collections.Immutable;

namespace Sim.Calibration.Disks;

/// <summary>The chance of a disk as a point of a search.</summary>
/// <param name="Logs">Logarithms of the seven quantities, in the order in which <see cref="On"/> reads them.</param>
internal sealed record DiskChanceFit(ImmutableArray<double> Logs)
{
    // Shares end where they would be the rule and not the exception; spreads where a log-normal law has no mean to speak of; the stall ranges over what schedulers and limiters do.
    private static readonly ImmutableArray<(double Low, double High)> Ranges =
        [(1e-3, 1.5), (1e-3, 1.5), (1e-3, 0.9), (1e-3, 3), (1e-8, 0.05), (1e-8, 0.05), (2e4, 1e9)];

    /// <summary>Where a search starts, given the time scale of the disk.</summary>
    /// <param name="scaleNs">Median latency of the shallowest case.</param>
    public static DiskChanceFit Start(double scaleNs) => new([Math.Log(0.25), Math.Log(0.2), Math.Log(0.3), Math.Log(0.2), Math.Log(2e-4), Math.Log(2e-4), Math.Log(Math.Max(2e6, 10 * scaleNs))]);

    /// <summary>The disk with this chance.</summary>
    public DiskModel On(DiskModel model)
    {
        double Value(int at) => Math.Clamp(Math.Exp(Logs[at]), Ranges[at].Low, Ranges[at].High);
        return model with
        {
            Read = model.Read is null ? null : model.Read with { StallShare = Value(4) },
            Write = model.Write is null ? null : model.Write with { StallShare = Value(5) },
            Disturbance = new DiskDisturbance { LatencySpread = Value(0), ServiceSpread = Value(1), SlowShare = Value(2), SlowExcess = Value(3), StallNs = Value(6) },
        };
    }

    /// <summary>How far the point lies outside its ranges, squared.</summary>
    public double Outside => Logs.Select((log, i) => Math.Pow(Math.Max(0, Math.Log(Ranges[i].Low) - log) + Math.Max(0, log - Math.Log(Ranges[i].High)), 2)).Sum();
}
