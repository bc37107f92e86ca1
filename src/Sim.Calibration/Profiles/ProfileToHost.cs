using Sim.Core.Time;
using Sim.Models.Hardware.Storage;
using Sim.Models.Scenarios;

namespace Sim.Calibration.Profiles;

/// <summary>Puts what a profile measured in place of a host's drive parameters; what it did not establish keeps its default.</summary>
/// <remarks>
/// The fitted slot time holds firmware, flash and link together, so the separate fixed times of the drive model are set to zero, and one
/// command holds one slot. What was measured through a file system on a virtual disk stands for one drive of the host. Page:
/// docs/models/calibration.md.
/// </remarks>
public static class ProfileToHost
{
    private const int LargestReadUnit = 1 << 20;

    /// <summary>The host with measured drive parameters.</summary>
    /// <param name="profile">What was measured.</param>
    /// <param name="host">The host.</param>
    public static HostSpec Apply(Profile profile, HostSpec host) =>
        host with { Storage = host.Storage with { Drive = Drive(profile, host.Storage.Drive) } };

    private static NvmeParameters Drive(Profile profile, NvmeParameters drive)
    {
        if (profile.ValueOf("storage.read.service") is { } read)
        {
            drive = drive with
            {
                ReadTime = SimDuration.FromNanoseconds(read),
                ReadLatencyBefore = SimDuration.Zero,
                ReadLatencyAfter = SimDuration.Zero,
                FetchLatency = SimDuration.Zero,
                CompletionLatency = SimDuration.Zero,
                CommandTime = SimDuration.Zero,
                SteerableShare = 0,
                ReadUnit = LargestReadUnit,
            };
        }

        if (profile.ValueOf("storage.read.parallelism") is { } slots) drive = drive with { MediaUnits = Math.Max(1, (int)Math.Round(slots)) };
        // A uniform spread of half-width h about the mean has a coefficient of variation of h / sqrt(3); it cannot exceed the mean.
        if (profile.ValueOf("storage.read.service_cv") is { } variation) drive = drive with { ReadSpread = Math.Min(1, variation * Math.Sqrt(3)) };
        if (profile.ValueOf("storage.write.service") is { } write) drive = drive with { WriteLatency = SimDuration.FromNanoseconds(write) };
        if (profile.ValueOf("storage.write.bandwidth_limit") is { } bandwidth)
            drive = drive with { ProgramBandwidth = bandwidth, Age = DriveAge.Fresh };
        var operations = profile.ValueOf("storage.read.iops_limit");
        var bytes = profile.ValueOf("storage.read.bandwidth_limit");
        return operations is null && bytes is null
            ? drive
            : drive with { Limit = (drive.Limit ?? new RateLimit()) with { Operations = operations ?? 0, Bandwidth = bytes ?? 0 } };
    }
}
