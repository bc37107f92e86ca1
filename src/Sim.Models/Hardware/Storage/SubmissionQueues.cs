using Sim.Core.Collections;

namespace Sim.Models.Hardware.Storage;

/// <summary>The submission queues of one controller and the round robin among them.</summary>
/// <remarks>A queue with entries stands in line once; its turn ends after the fetch burst or when it is empty. Source: NVMe Base Specification, 4.13. Page: docs/models/nvme.md.</remarks>
internal sealed class SubmissionQueues
{
    private readonly RingQueue<int>[] _queues;
    private readonly RingQueue<int> _line;
    private readonly int _fetchBurst;
    private int _taken;

    public SubmissionQueues(int count, int fetchBurst)
    {
        _fetchBurst = fetchBurst;
        _queues = new RingQueue<int>[count];
        for (var i = 0; i < count; i++) _queues[i] = new RingQueue<int>();
        _line = new RingQueue<int>(count);
    }

    /// <summary>Entries that the controller can see and has not fetched.</summary>
    public int Waiting { get; private set; }

    public void Enqueue(int queue, int command)
    {
        if (_queues[queue].Count == 0) _line.Enqueue(queue);
        _queues[queue].Enqueue(command);
        Waiting++;
    }

    /// <summary>The entry that is fetched next; there must be one.</summary>
    public int Next => _queues[_line.Peek()].Peek();

    public int Take()
    {
        var queue = _queues[_line.Peek()];
        queue.TryDequeue(out var command);
        Waiting--;
        if (++_taken < _fetchBurst && queue.Count > 0) return command;
        _taken = 0;
        _line.TryDequeue(out var number);
        if (queue.Count > 0) _line.Enqueue(number);
        return command;
    }
}
