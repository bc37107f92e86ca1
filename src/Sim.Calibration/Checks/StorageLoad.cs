namespace Sim.Calibration.Checks;

/// <summary>A closed storage load: what is asked of the device.</summary>
/// <param name="Pattern">fio's name of the access pattern.</param>
/// <param name="ReadShare">Share of reads among the I/Os, 0 to 1.</param>
/// <param name="ReadBlockBytes">Bytes per read.</param>
/// <param name="WriteBlockBytes">Bytes per write.</param>
/// <param name="Concurrency">I/Os in flight over all jobs.</param>
/// <param name="Jobs">Threads that submit.</param>
public sealed record StorageLoad(string Pattern, double ReadShare, long ReadBlockBytes, long WriteBlockBytes, int Concurrency, int Jobs);
