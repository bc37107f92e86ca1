namespace Sim.Calibration.Disks;

/// <summary>A quantity of a disk that a fit searches.</summary>
internal enum DiskQuantity
{
    ReadLatency,
    WriteLatency,
    ReadService,
    ReadPerKib,
    WriteService,
    WritePerKib,
    Servers,
}
