using Sim.Core.Diagnostics;
using Sim.Core.Statistics;
using Sim.Core.Time;

namespace Sim.Models.Measurement;

/// <summary>Times the requests of one kind over all its VMs, and checks Little's law on them.</summary>
/// <param name="name">The request kind.</param>
/// <param name="timeout">Requests that take longer are errors.</param>
public sealed class ServiceProbe(string name, SimDuration timeout)
{
    private Int128 _openArea;
    private Int128 _issuedSum;
    private Int128 _doneSum;
    private long _open;
    private SimTime _changed;
    private SimTime _resetAt;

    /// <summary>The request kind.</summary>
    public string Name => name;

    /// <summary>Response times of requests answered since the last reset.</summary>
    public LatencyHistogram Response { get; } = new();

    /// <summary>Response times over the whole run, warm-up included, nanoseconds, in at most 1,024 bins of 1 ms or a power of two times that.</summary>
    public BoundedSeries OverTime { get; } = new(capacity: 1024, SimDuration.FromMilliseconds(1));

    /// <summary>Requests that took longer than the timeout.</summary>
    public long Errors { get; private set; }

    /// <summary>Page faults on reclaimed memory.</summary>
    public long Faults { get; private set; }

    /// <summary>Requests issued and not answered.</summary>
    public long Open => _open;

    /// <summary>CPU work of the requests issued since the last reset as it was drawn, seconds on bare metal at the host's clock.</summary>
    public double DrawnCpu { get; private set; }

    /// <summary>
    /// What <see cref="DrawnCpu"/> grows by in a second on average, known from the laws of arrivals and demands: the first are Poisson and do
    /// not depend on the second. Nothing once a VM's users wait for their answers, because then the host decides how many requests there are.
    /// </summary>
    public double? ExpectedCpu { get; private set; } = 0;

    /// <summary>Another VM issues such requests.</summary>
    /// <param name="cpuPerSecond">CPU seconds a second that its laws ask for; nothing when that is not known.</param>
    public void Expect(double? cpuPerSecond) => ExpectedCpu += cpuPerSecond;

    /// <summary>A request's CPU work was drawn.</summary>
    /// <param name="seconds">Seconds on bare metal at the host's clock, all stages.</param>
    public void OnDrawn(double seconds) => DrawnCpu += seconds;

    /// <summary>A request was issued.</summary>
    public void OnIssued(SimTime now)
    {
        Accumulate(now);
        _open++;
        _issuedSum += now.Picoseconds;
    }

    /// <summary>A request was answered.</summary>
    public void OnDone(SimTime now, SimDuration response)
    {
        Accumulate(now);
        _open--;
        _doneSum += now.Picoseconds;
        Response.Add(response);
        OverTime.Add(now, response.Nanoseconds);
        if (response > timeout) Errors++;
    }

    /// <summary>A request had to wait for pages.</summary>
    public void OnFaults(int pages) => Faults += pages;

    /// <summary>Clears the statistics: the end of the warm-up.</summary>
    public void Reset(SimTime now)
    {
        Accumulate(now);
        _openArea = 0;
        _issuedSum = _open * (Int128)now.Picoseconds;
        _doneSum = 0;
        _resetAt = now;
        Response.Reset();
        Errors = 0;
        Faults = 0;
        DrawnCpu = 0;
    }

    /// <summary>Mean requests in flight since the last reset.</summary>
    public double MeanOpen(SimTime now)
    {
        Accumulate(now);
        return (double)_openArea / (now - _resetAt).Picoseconds;
    }

    /// <summary>Little's law, exactly: the area under the number in flight is the time spent in flight by all requests, the unfinished included.</summary>
    /// <exception cref="SimulationFault">A request was lost or counted twice.</exception>
    public void CheckLittle(SimTime now)
    {
        Accumulate(now);
        Check.That(_openArea == _doneSum + (_open * (Int128)now.Picoseconds) - _issuedSum, "Little's law does not hold: a request was lost");
    }

    private void Accumulate(SimTime now)
    {
        _openArea += Math.BigMul(_open, (now - _changed).Picoseconds);
        _changed = now;
    }
}
