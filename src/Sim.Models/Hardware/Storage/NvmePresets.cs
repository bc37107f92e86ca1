using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Sim.Core.Time;

namespace Sim.Models.Hardware.Storage;

/// <summary>Drives by name.</summary>
public static class NvmePresets
{
    /// <summary>A data-centre TLC drive on PCIe gen 4, 7.68 TB (Samsung PM9A3 class): the defaults of <see cref="NvmeParameters"/>.</summary>
    public static NvmeParameters EnterpriseGen4Tlc { get; } = new();

    /// <summary>Samsung 980 PRO 1 TB: reads fitted to the polled-driver columns of a published queue-depth sweep.</summary>
    /// <remarks>
    /// Reads: 32 units of 40.5 us +/- 15 % and 19 us of fixed time (fetch 1.0, firmware 2 x 8.4, link 0.6, completion 0.6), from the raw
    /// fio files of Ren et al., ICPE 2024. Writes and flush: assumed.
    /// </remarks>
    public static NvmeParameters Samsung980Pro { get; } = new()
    {
        CommandTime = SimDuration.Zero,
        ReadLatencyBefore = SimDuration.FromMicroseconds(8.4),
        ReadLatencyAfter = SimDuration.FromMicroseconds(8.4),
        MediaUnits = 32,
        ReadTime = SimDuration.FromMicroseconds(40.5),
        ReadSpread = 0.15,
        ReadUnit = 4096,
        SteerableShare = 0.1,
        WriteLatency = SimDuration.FromMicroseconds(10),
        ProgramBandwidth = 2e9,
        WriteAmplification = 4,
        PowerLossProtected = false,
        FlushLatency = SimDuration.FromMicroseconds(500),
    };

    /// <summary>Every preset with the name that scenarios use.</summary>
    public static ImmutableArray<(string Name, NvmeParameters Parameters)> All { get; } =
    [
        ("enterprise-gen4-tlc", EnterpriseGen4Tlc),
        ("samsung-980-pro", Samsung980Pro),
    ];

    /// <summary>Finds a preset.</summary>
    /// <param name="name">Its name, as in <see cref="All"/>.</param>
    /// <param name="parameters">The drive, when there is one of that name.</param>
    public static bool TryGet(string name, [NotNullWhen(true)] out NvmeParameters? parameters)
    {
        foreach (var preset in All)
        {
            if (preset.Name != name) continue;
            parameters = preset.Parameters;
            return true;
        }

        parameters = null;
        return false;
    }
}
