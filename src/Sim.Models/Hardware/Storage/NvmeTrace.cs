using System.Globalization;
using Sim.Core.Time;
using Sim.Core.Tracing;

namespace Sim.Models.Hardware.Storage;

/// <summary>A drive's commands with their stages, and the depth of its queues, for a trace.</summary>
/// <remarks>Source: own form; the stages are those of <see cref="NvmeDevice"/>. Page: docs/tracing.md.</remarks>
internal sealed class NvmeTrace : INvmeTrace
{
    private readonly RunTrace _trace;
    private readonly AsyncTrace _commands;
    private readonly TraceLinks _owners;
    private readonly int _unfetched;
    private readonly int[] _queues;
    private readonly int[] _names = new int[4];
    private readonly int[] _stages = new int[4];
    private readonly int _doorbell;
    private readonly int _queued;
    private readonly int _controller;

    /// <summary>Registers a drive.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="name">The drive, e.g. <c>host/nvme0</c>.</param>
    /// <param name="drive">The drive.</param>
    /// <param name="owners">Whom the host's request numbers serve.</param>
    public NvmeTrace(RunTrace trace, string name, IDrive drive, TraceLinks owners)
    {
        (_trace, _owners) = (trace, owners);
        var process = trace.Process(name);
        _commands = trace.Operations(process, name, "nvme", new TraceKeys("bytes", "queue", "for"));
        _unfetched = trace.Counter(process, name, "not fetched", "commands");
        _queues = new int[drive.QueuePairs];
        for (var queue = 0; queue < _queues.Length; queue++)
        {
            var number = queue.ToString(CultureInfo.InvariantCulture);
            _queues[queue] = trace.Counter(process, $"{name}/queue{number}", $"queue {number}", "outstanding");
        }

        Name(IoOperation.Read, "read", "flash");
        Name(IoOperation.Write, "write", "write buffer");
        Name(IoOperation.Flush, "flush", "flush to flash");
        Name(IoOperation.Trim, "trim", "mapping");
        _doorbell = trace.Name("doorbell");
        _queued = trace.Name("submission queue");
        _controller = trace.Name("controller");
        drive.Trace = this;
    }

    public void Submitted(int id, in IoCommand command, int queue, int outstanding, SimTime now)
    {
        _commands.Begin(id, _names[(int)command.Operation], now, command.Bytes, queue, _owners.Of(command.RequestId));
        _commands.Stage(id, _doorbell, now);
        _trace.Count(_queues[queue], outstanding, now);
    }

    public void Queued(int id, int waiting, SimTime now)
    {
        _commands.Stage(id, _queued, now);
        _trace.Count(_unfetched, waiting, now);
    }

    public void Fetched(int id, int waiting, SimTime now)
    {
        _commands.Stage(id, _controller, now);
        _trace.Count(_unfetched, waiting, now);
    }

    public void Dispatched(int id, IoOperation operation, SimTime now) => _commands.Stage(id, _stages[(int)operation], now);

    public void Completed(int id, int queue, int outstanding, SimTime now)
    {
        _commands.End(id, now);
        _trace.Count(_queues[queue], outstanding, now);
    }

    private void Name(IoOperation operation, string name, string stage) =>
        (_names[(int)operation], _stages[(int)operation]) = (_trace.Name(name), _trace.Name(stage));
}
