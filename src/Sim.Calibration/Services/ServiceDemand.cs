using Sim.Core.Time;

namespace Sim.Calibration.Services;

/// <summary>What one request of a service asks of the machine, as its one-client case shows it.</summary>
/// <param name="Service">The service.</param>
/// <param name="Cpu">Server CPU a request while nothing else runs in between, in all round trips together.</param>
/// <param name="Law">How that spreads over requests.</param>
/// <param name="ClientCpu">CPU of the load generator a round trip.</param>
/// <param name="CommitTime">Mean time until the log is on disk; zero where nothing is committed.</param>
/// <param name="CommitLaw">How that spreads.</param>
public sealed record ServiceDemand(string Service, SimDuration Cpu, DemandLaw Law, SimDuration ClientCpu, SimDuration CommitTime, DemandLaw CommitLaw)
{
    /// <summary>Lower end of the 90 % interval of <see cref="Cpu"/>.</summary>
    public SimDuration CpuLow { get; init; } = Cpu;

    /// <summary>Upper end of it.</summary>
    public SimDuration CpuHigh { get; init; } = Cpu;

    /// <summary>The same on a core of another speed: CPU times times a factor; the disk is as fast as before.</summary>
    /// <param name="factor">Above 0; 1.1 is a tenth more CPU time.</param>
    public ServiceDemand Times(double factor) => this with { Cpu = Scaled(Cpu, factor), ClientCpu = Scaled(ClientCpu, factor) };

    private static SimDuration Scaled(SimDuration time, double factor) => new((long)Math.Round(time.Picoseconds * factor));
}
