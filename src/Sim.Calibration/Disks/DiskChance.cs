using Sim.Core.Random;
using Sim.Core.Time;

namespace Sim.Calibration.Disks;

/// <summary>Draws how long the steps of a disk take: each for itself, within the spell that the disk is in.</summary>
internal sealed class DiskChance(DiskDisturbance disturbance, RngStreams streams)
{
    private readonly RngStream _latency = streams.Get("disk/latency");
    private readonly RngStream _service = streams.Get("disk/service");
    private readonly RngStream _spell = streams.Get("disk/spell");
    private readonly RngStream _stall = streams.Get("disk/stall");
    private SimTime _spellEnd;
    private double _factor = 1;

    /// <summary>A time outside the servers, nanoseconds.</summary>
    public double Latency(double meanNs, SimTime now) => meanNs * Factor(now) * Spread(disturbance.LatencySpread, _latency);

    /// <summary>A time in a server with the stall it meets, nanoseconds.</summary>
    public double Service(double meanNs, double stallShare, SimTime now)
    {
        var time = meanNs * Factor(now) * Spread(disturbance.ServiceSpread, _service);
        if (stallShare > 0 && _stall.NextUniform() < stallShare) time += disturbance.StallNs * Math.Exp(disturbance.StallSpread * _stall.NextNormal());
        return time;
    }

    /// <summary>A log-normal factor of mean 1.</summary>
    private static double Spread(double spread, RngStream stream) => spread > 0 ? Math.Exp((spread * stream.NextNormal()) - (spread * spread / 2)) : 1;

    private double Factor(SimTime now)
    {
        if (disturbance.SlowShare <= 0) return 1;
        while (now >= _spellEnd)
        {
            _factor = _spell.NextUniform() < disturbance.SlowShare ? 1 + (disturbance.SlowExcess * _spell.NextExponential()) : 1;
            _spellEnd += SimDuration.FromNanoseconds(disturbance.SpellNs * _spell.NextExponential());
        }

        return _factor;
    }
}
