using System.Collections.Immutable;

namespace Sim.Calibration.Disks;

/// <summary>Which quantities of a disk a fit searches, and the disk that a point of the search stands for.</summary>
/// <param name="IsBatched">Whether one thread answers in batches.</param>
/// <param name="Servers">Servers with which the search starts; a batching disk has one.</param>
/// <param name="Ring">Requests the disk takes at a time.</param>
/// <param name="Reads">Whether reads are fitted.</param>
/// <param name="Writes">Whether writes are.</param>
/// <param name="ReadSizes">Whether reads of several sizes are.</param>
/// <param name="WriteSizes">Whether writes of several sizes are.</param>
internal sealed record DiskForm(bool IsBatched, int Servers, int Ring, bool Reads, bool Writes, bool ReadSizes, bool WriteSizes)
{
    private const int MostServers = 4096;

    /// <summary>Names of the searched quantities, all positive and searched as logarithms.</summary>
    public ImmutableArray<DiskQuantity> Quantities { get; } =
    [
        .. Reads || IsBatched ? [DiskQuantity.ReadLatency] : ImmutableArray<DiskQuantity>.Empty,
        .. Writes && !IsBatched ? [DiskQuantity.WriteLatency] : ImmutableArray<DiskQuantity>.Empty,
        .. Reads ? [DiskQuantity.ReadService] : ImmutableArray<DiskQuantity>.Empty,
        .. ReadSizes ? [DiskQuantity.ReadPerKib] : ImmutableArray<DiskQuantity>.Empty,
        .. Writes ? [DiskQuantity.WriteService] : ImmutableArray<DiskQuantity>.Empty,
        .. WriteSizes ? [DiskQuantity.WritePerKib] : ImmutableArray<DiskQuantity>.Empty,
        .. IsBatched ? ImmutableArray<DiskQuantity>.Empty : [DiskQuantity.Servers],
    ];

    /// <summary>As fast with a request alone and with all servers busy, by so many times the servers.</summary>
    /// <param name="logs">A point of the search.</param>
    /// <param name="times">What servers and their services are multiplied by; a service at most by what the latency has to give.</param>
    public ImmutableArray<double> WithServers(ImmutableArray<double> logs, double times)
    {
        double Value(DiskQuantity quantity) => Quantities.IndexOf(quantity) is >= 0 and var at ? Math.Exp(logs[at]) : 0;
        double Alone(DiskQuantity service, DiskQuantity latency) => Value(service) + Value(latency);
        if (Reads) times = Math.Min(times, 0.95 * Alone(DiskQuantity.ReadService, DiskQuantity.ReadLatency) / Value(DiskQuantity.ReadService));
        if (Writes) times = Math.Min(times, 0.95 * Alone(DiskQuantity.WriteService, DiskQuantity.WriteLatency) / Value(DiskQuantity.WriteService));
        return
        [
            .. Quantities.Select(quantity => Math.Log(quantity switch
            {
                DiskQuantity.ReadLatency => Alone(DiskQuantity.ReadService, quantity) - (times * Value(DiskQuantity.ReadService)),
                DiskQuantity.WriteLatency => Alone(DiskQuantity.WriteService, quantity) - (times * Value(DiskQuantity.WriteService)),
                _ => times * Value(quantity),
            })),
        ];
    }

    /// <summary>The disk of a point.</summary>
    /// <param name="logs">Logarithms in the order of <see cref="Quantities"/>, of nanoseconds; servers are counted in whole ones.</param>
    /// <param name="submitter">The submitting side.</param>
    public DiskModel Model(IReadOnlyList<double> logs, DiskSubmitter submitter)
    {
        double? Value(DiskQuantity quantity) => Quantities.IndexOf(quantity) is >= 0 and var at ? Math.Exp(logs[at]) : null;
        var latency = Value(DiskQuantity.ReadLatency);
        return new DiskModel
        {
            IsBatched = IsBatched,
            Servers = (int)Math.Round(Math.Clamp(Value(DiskQuantity.Servers) ?? 1, 1, MostServers)),
            Ring = Ring,
            Submitter = submitter,
            Read = Value(DiskQuantity.ReadService) is { } read ? new DiskTimes(read, Value(DiskQuantity.ReadPerKib), latency!.Value) : null,
            // A batching disk wakes up and interrupts alike for both.
            Write = Value(DiskQuantity.WriteService) is { } write ? new DiskTimes(write, Value(DiskQuantity.WritePerKib), Value(DiskQuantity.WriteLatency) ?? latency!.Value) : null,
        };
    }
}
