using System.Globalization;
using Sim.Core.Time;
using Sim.Core.Tracing;

namespace Sim.Models.Hardware.Network;

/// <summary>The depth of a port's rings, for a trace.</summary>
/// <remarks>Source: observes <see cref="Nic"/> and models nothing. Page: docs/tracing.md.</remarks>
internal sealed class NicTrace : INicTrace
{
    private readonly RunTrace _trace;
    private readonly int[] _transmit;
    private readonly int[] _receive;

    /// <summary>Registers a port.</summary>
    public NicTrace(RunTrace trace, Nic nic)
    {
        _trace = trace;
        var process = trace.Process(nic.Name);
        (_transmit, _receive) = (new int[nic.Queues], new int[nic.Queues]);
        for (var queue = 0; queue < nic.Queues; queue++)
        {
            var number = queue.ToString(CultureInfo.InvariantCulture);
            _transmit[queue] = trace.Counter(process, $"{nic.Name}/tx{number}", $"transmit ring {number}", "frames");
            _receive[queue] = trace.Counter(process, $"{nic.Name}/rx{number}", $"receive ring {number}", "frames");
        }

        nic.Trace = this;
    }

    public void Transmit(int queue, int frames, SimTime now) => _trace.Count(_transmit[queue], frames, now);

    public void Receive(int queue, int frames, SimTime now) => _trace.Count(_receive[queue], frames, now);
}
