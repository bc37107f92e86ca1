using System.Collections.Immutable;
using Sim.Reporting.Charts;

namespace Sim.Reporting.Tests;

/// <summary>Charts with the shapes a plan really has: knees, wide intervals, steps, close labels.</summary>
internal static class SampleCharts
{
    private static readonly ImmutableArray<double> Densities = [8, 12, 16, 20, 24, 28, 32, 36, 40, 44];

    public static ChartSource Simulated { get; } = new()
    {
        Scenario = "scenario web-tier, 2 x 32 cores, 4 vCPU each",
        Truth = [TruthLabel.Simulated],
        Details = ["10 replications, seed 42", "profile r740-lab of 2026-11-02", "price book us-2026 of 2026-10-01"],
    };

    public static LatencyDensityChart Latency { get; } = new()
    {
        Name = "latency-density",
        Finding = "KVM holds 32 web VMs per host at a p99 of 20 ms, ESXi 36; with margin plan for 28 and 31",
        Subtitle = "Open arrivals, 120 requests/s per VM, host 2 x 32 cores, 1 TiB",
        Source = Simulated,
        SloMilliseconds = 20,
        Today = 18,
        Curves =
        [
            new LatencyCurve { Hypervisor = "KVM", P99 = Knee(5, 40), P50 = Knee(1.2, 60), SloLimit = 32, Recommended = 28 },
            new LatencyCurve { Hypervisor = "ESXi", P99 = Knee(5.6, 45), P50 = Knee(1.4, 62), SloLimit = 36, Recommended = 31 },
        ],
    };

    public static ReadyDensityChart Ready { get; } = new()
    {
        Name = "ready-density",
        Finding = "CPU ready passes 5 % at 30 VMs on KVM and at 33 on ESXi",
        Subtitle = "Same load as the latency chart",
        Source = Simulated,
        Today = 18,
        Curves =
        [
            new ReadyCurve { Hypervisor = "KVM", Ready = Share(0.011) },
            new ReadyCurve { Hypervisor = "ESXi", Ready = Share(0.009), CoStop = Share(0.0025) },
        ],
    };

    public static PredictionChart Prediction { get; } = new()
    {
        Name = "validation-services",
        Finding = "Throughput of services not learned from is predicted within 5 % in the median, 22 % at worst",
        Subtitle = "each row is one measured case",
        Source = Simulated with { Truth = [TruthLabel.Measured, TruthLabel.Simulated] },
        Panels =
        [
            new PredictionPanel(
                new ChartAxis("Throughput", "per second"),
                [
                    new PredictedValue("web-1, nginx", 900, 899, 901, 901, 900, 902, 900, IsFitted: true), new PredictedValue("web-16, nginx", 981, 973, 990, 973, 972, 974, 981),
                    new PredictedValue("mixed-web2-rw2, mariadb read-write", 294, 288, 300, 304, 303, 305, 343),
                ]),
            new PredictionPanel(
                new ChartAxis("Response, p99", "ms"),
                [
                    new PredictedValue("web-1, nginx", 1.44, 1.41, 1.48, 1.46, 1.44, 1.47, 1.46, IsFitted: true), new PredictedValue("web-16, nginx", 19.6, 18.4, 20.8, 17.4),
                    new PredictedValue("mixed-web2-rw2, mariadb read-write", 58.8, 41.8, 75.8, 26.6, 26, 27.2, 25),
                ],
                AxisScale.Logarithmic),
        ],
    };

    // A start from empty: the level rises as 1 - exp(-t/0.1 s) under a ripple.
    public static WarmUpChart WarmUp { get; } = new()
    {
        Name = "warm-up-web",
        Finding = "web: the warm-up was over when measuring began",
        Subtitle = "Mean over 5 replications",
        Source = Simulated,
        Observation = new ChartAxis("Mean response time", "ms"),
        BinSeconds = 0.016,
        Bins = [.. Enumerable.Range(0, 156).Select(i => 4 * (1 - Math.Exp(-i * 0.16)) + 0.4 * Math.Sin(i * 1.7) + 0.2 * Math.Sin(i * 0.31))],
        WarmUpSeconds = 0.5,
        SuggestedSeconds = 0.4,
    };

    public static HeadroomChart Headroom { get; } = new()
    {
        Name = "headroom-memory",
        Finding = "Memory is full in June 2028 at the median, in November 2027 at the upper band",
        Subtitle = "Cluster prod-a, growth from 18 months of history",
        Resource = "Memory",
        Unit = "GiB",
        Source = new ChartSource { Scenario = "inventory prod-a", Truth = [TruthLabel.Measured, TruthLabel.Screened], Details = ["RVTools export of 2026-11-20"] },
        History = [.. Enumerable.Range(0, 19).Select(m => new DemandPoint(new DateOnly(2025, 5, 1).AddMonths(m), 3000 + 60 * m + 40 * (m % 3)))],
        Forecast =
        [
            .. Enumerable.Range(1, 24).Select(m => new ForecastPoint(
                new DateOnly(2026, 11, 1).AddMonths(m), 4080 + 60 * m, 4080 + 60 * m - 25 * m, 4080 + 60 * m + 25 * m, 4080 + 60 * m - 40 * m, 4080 + 60 * m + 40 * m)),
        ],
        Capacity = [new CapacityStep(new DateOnly(2025, 5, 1), 5120, 1024, 400), new CapacityStep(new DateOnly(2026, 4, 1), 6656, 1024, 500)],
    };

    public static TcoStackedChart Tco { get; } = new()
    {
        Name = "tco",
        Finding = "KVM costs 0.9 million USD less over 5 years, although it needs one more host",
        Currency = "USD",
        Years = 5,
        NpvRatePercent = 8,
        PriceBook = "us-2026",
        PriceBookDate = new DateOnly(2026, 10, 1),
        Source = new ChartSource { Scenario = "plan prod-a", Truth = [TruthLabel.Simulated, TruthLabel.Input, TruthLabel.Assumed], Details = ["density from the latency chart"] },
        Alternatives =
        [
            new TcoAlternative
            {
                Name = "KVM, 10 hosts",
                Lines =
                [
                    new("Hardware", 412_000), new("Subscription", 61_000), new("Guest licences", 95_000), new("Support", 70_000),
                    new("Power and cooling", 58_000), new("Space", 21_000), new("Administration", 310_000), new("Migration", 120_000),
                ],
                Low = 1_050_000,
                High = 1_260_000,
            },
            new TcoAlternative
            {
                Name = "ESXi, 9 hosts",
                Lines =
                [
                    new("Hardware", 371_000), new("Subscription", 1_190_000), new("Guest licences", 86_000), new("Support", 63_000),
                    new("Power and cooling", 52_000), new("Space", 19_000), new("Administration", 310_000), new("Migration", 0),
                ],
                Low = 1_900_000,
                High = 2_310_000,
            },
        ],
    };

    public static ImmutableArray<Chart> All => [Latency, Ready, Headroom, Tco, WarmUp, Timeline, Prediction];

    /// <summary>As many rows as there may be, with every tone, bars far thinner than a pixel, and names of all lengths.</summary>
    public static TimelineChart Timeline { get; } = new()
    {
        Name = "timeline",
        Finding = "web3, request 1041: 62 % of 18.3 ms was waiting ready behind web4/vcpu0 on pCPU 7",
        Subtitle = "The slowest of 614 requests under kvm",
        Source = Simulated,
        End = 18.3,
        Lanes =
        [
            new TimelineLane("stage", [new(0, 0.1, TimelineTone.Stage, "arrival"), new(0.1, 12, TimelineTone.Stage, "cpu"), new(12, 18.3, TimelineTone.Stage, "read")]),
            new TimelineLane("what held it", [new(0, 11.3, TimelineTone.Ready, "behind web4/vcpu0"), new(11.3, 12, TimelineTone.Running), new(12, 18.3, TimelineTone.DeviceQueue)], IsMain: true),
            .. Enumerable.Range(0, 15).Select(row => new TimelineLane(
                row == 3 ? "a virtual machine with a very long name/vcpu0" : $"web{row}/vcpu0",
                [.. Enumerable.Range(0, 400).Select(i => new TimelineBar(i * 0.045, (i * 0.045) + (0.0029 * (row + 1)), (TimelineTone)((row + (i / 40)) % 16), "pCPU 7"))])),
            new TimelineLane("host/nothing", []),
        ],
    };

    // An M/M/1-like knee: base / (1 - n / limit), growing without bound near the limit and capped where a queue would overflow.
    private static ImmutableArray<DensityPoint> Knee(double atRest, double limit) =>
    [
        .. Densities.Select(n =>
        {
            var value = atRest / Math.Max(0.01, 1 - n / limit);
            return new DensityPoint(n, value, value * 0.85, value * 1.25);
        }),
    ];

    private static ImmutableArray<DensityPoint> Share(double factor) =>
        [.. Densities.Select(n => new DensityPoint(n, factor * n * n / 2, factor * n * n * 0.44, factor * n * n * 0.58))];
}
