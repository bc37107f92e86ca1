using Sim.Models.Parameters;

namespace Sim.Planning.Prices;

/// <summary>A subscription and the rule that counts it.</summary>
public sealed record LicenceProduct
{
    [Parameter("What is subscribed to.")]
    public required string Meaning { get; init; }

    [Parameter("What the subscription counts.")]
    public required LicenceMetric Metric { get; init; }

    [Parameter("Identifier of the price line.")]
    public required string Price { get; init; }

    [Parameter("Cores billed for a CPU that has fewer (core metric).", Min = 0, Max = 64)]
    public int CoreFloorPerCpu { get; init; }

    [Parameter("Fewest cores one order may hold: 0 off, presets 16 and 72 (core metric).", Min = 0, Max = 100000)]
    public int MinimumOrderCores { get; init; }

    [Parameter("Orders round up to this many cores (core metric).", Min = 1, Max = 1024)]
    public int PackSize { get; init; } = 1;

    [Parameter("Cores that one pair covers; absent means any number (bare-metal-pair metric).", Min = 1, Max = 4096)]
    public int? CoresPerPair { get; init; }

    [Parameter("Raw vSAN capacity included with each billable core.", Dimension = Dimension.Bytes, Min = 0, Unit = "TiB")]
    public double VsanPerCore { get; init; }

    [Parameter("Who states the rule.")]
    public required string Source { get; init; }

    [Parameter("How the rule was learned.")]
    public required PriceConfidence Confidence { get; init; }
}
