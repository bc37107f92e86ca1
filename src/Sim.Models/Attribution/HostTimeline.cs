using System.Collections.Immutable;
using System.Globalization;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Io;

namespace Sim.Models.Attribution;

/// <summary>What a VM's worlds, the receiving worlds and all pCPUs do while a request lives.</summary>
internal sealed class HostTimeline
{
    /// <summary>Stretches kept of one request, all rows together.</summary>
    private const int MostIntervals = 1 << 18;

    private readonly CpuDispatcher _dispatcher;
    private readonly World[] _worlds;
    private readonly List<(long From, int State, int Other)>[] _rows;
    private readonly int _vm;
    private int _kept;
    private long _end;

    public HostTimeline(CpuDispatcher dispatcher, HostNetwork network, int vm)
    {
        (_dispatcher, _vm) = (dispatcher, vm);
        var receivers = Enumerable.Range(0, network.Nic.Queues).Select(network.Receiver);
        _worlds = [.. dispatcher.Worlds.Where(world => world.VmId == vm), .. receivers];
        _rows = [.. Enumerable.Range(0, _worlds.Length + dispatcher.Topology.Pcpus).Select(_ => new List<(long, int, int)>())];
    }

    /// <summary>Since when there were more stretches than are kept; null while there are not.</summary>
    public long? CutAt { get; private set; }

    /// <summary>Notes what changed.</summary>
    public void Look(long age)
    {
        _end = age;
        if (CutAt is not null) return;
        for (var i = 0; i < _worlds.Length; i++) Note(i, age, ActivityOf(_worlds[i]), _worlds[i].Pcpu);
        for (var pcpu = 0; pcpu < _dispatcher.Topology.Pcpus; pcpu++)
        {
            var occupant = _dispatcher.RunningOn(pcpu);
            Note(_worlds.Length + pcpu, age, occupant is null ? Activity.Idle : ActivityOf(occupant), occupant?.Id ?? -1);
        }

        if (_kept > MostIntervals) CutAt = age;
    }

    /// <summary>The rows of the VM's worlds, of the receiving worlds concerned, and of the pCPUs concerned.</summary>
    /// <param name="standings">What held the request.</param>
    public ImmutableArray<TimelineRow> Rows(IEnumerable<Standing> standings)
    {
        var concerned = new SortedSet<int>();
        var pcpus = new SortedSet<int>();
        foreach (var standing in standings)
        {
            if (standing.World >= 0) concerned.Add(standing.World);
            if (standing.Pcpu >= 0) pcpus.Add(standing.Pcpu);
        }

        var rows = ImmutableArray.CreateBuilder<TimelineRow>();
        for (var i = 0; i < _worlds.Length; i++)
        {
            if (_worlds[i].VmId == _vm || concerned.Contains(_worlds[i].Id))
                rows.Add(new TimelineRow(_worlds[i].Name, IsPcpu: false, Intervals(_rows[i], (activity, other) => (null, activity == Activity.Idle ? -1 : other))));
        }

        foreach (var pcpu in pcpus)
        {
            rows.Add(new TimelineRow(
                string.Create(CultureInfo.InvariantCulture, $"host/pcpu{pcpu}"), IsPcpu: true,
                Intervals(_rows[_worlds.Length + pcpu], (_, other) => (other < 0 ? null : _dispatcher.Worlds[other].Name, pcpu))));
        }

        return rows.ToImmutable();
    }

    private Activity ActivityOf(World world) => world.State switch
    {
        WorldState.Running => _dispatcher.PcpuAt(world.Pcpu).Mode == PcpuMode.Polling || world.IsPollingInGuest ? Activity.Polling : world.IsSpinning ? Activity.Spinning : Activity.Running,
        WorldState.Ready => ReferenceEquals(_dispatcher.RunningOn(world.Pcpu), world) ? Activity.Switching : world.IsThrottled ? Activity.Throttled : Activity.Ready,
        WorldState.CoStopped => Activity.CoStopped,
        _ => Activity.Idle,
    };

    private void Note(int row, long age, Activity activity, int other)
    {
        var list = _rows[row];
        if (list.Count > 0 && list[^1].State == (int)activity && list[^1].Other == other) return;
        list.Add((age, (int)activity, other));
        _kept++;
    }

    private ImmutableArray<TimelineInterval> Intervals(List<(long From, int State, int Other)> row, Func<Activity, int, (string? World, int Pcpu)> of)
    {
        var intervals = ImmutableArray.CreateBuilder<TimelineInterval>(row.Count);
        for (var i = 0; i < row.Count; i++)
        {
            var to = i + 1 < row.Count ? row[i + 1].From : CutAt ?? _end;
            if (to == row[i].From) continue;
            var (world, pcpu) = of((Activity)row[i].State, row[i].Other);
            intervals.Add(new TimelineInterval(row[i].From, to, (Activity)row[i].State, world, pcpu));
        }

        return intervals.ToImmutable();
    }
}
