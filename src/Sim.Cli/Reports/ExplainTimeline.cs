using System.Collections.Immutable;
using System.Globalization;
using Sim.Cli.Output;
using Sim.Models.Attribution;
using Sim.Reporting;
using Sim.Reporting.Charts;

namespace Sim.Cli.Reports;

/// <summary>The picture of a request: its stages, what held it, and what the worlds and pCPUs concerned did meanwhile.</summary>
internal static class ExplainTimeline
{
    private const int MostPcpus = 6;

    public static TimelineChart Of(string name, ExplainDocument document, ExplainedRequest request)
    {
        var page = document.Requests.First(one => one.Number == request.Request.Number);
        ImmutableArray<TimelineLane> fixedLanes =
        [
            new("stage", [.. request.Stages.Select(stage => Bar(stage.From, stage.To, TimelineTone.Stage, stage.Name))]),
            new("what held it", [.. request.Segments.Select(segment => Bar(segment.From, segment.To, CauseWords.Of(segment.Cause).Tone, segment.Behind is { } behind ? $"behind {behind}" : ""))], IsMain: true),
        ];
        var pcpus = request.Rows.Where(row => row.IsPcpu).OrderByDescending(row => Time(request, part => part.Pcpu, row)).Take(MostPcpus).Select(row => row.Name).ToHashSet(StringComparer.Ordinal);
        var room = TimelineChart.MostLanes - fixedLanes.Length - pcpus.Count;
        var worlds = request.Rows.Where(row => !row.IsPcpu && row.Intervals.Any(one => one.Activity != Activity.Idle))
            .OrderByDescending(row => Time(request, row)).ThenByDescending(Busy).Take(room).Select(row => row.Name).ToHashSet(StringComparer.Ordinal);
        return new TimelineChart
        {
            Name = name,
            Finding = string.Create(CultureInfo.InvariantCulture, $"{document.Vm}, request {page.Number}: {page.Verdict}"),
            Subtitle = string.Create(
                CultureInfo.InvariantCulture,
                $"{Rank(page.Rank)} of {document.MeasuredRequests} requests under {document.Hypervisor}; what is too short to see is drawn as its longer neighbour"),
            Source = new ChartSource
            {
                Scenario = document.Name,
                Truth = [TruthLabel.Simulated],
                Details = [string.Create(CultureInfo.InvariantCulture, $"replication {document.Replication}, seed {document.Seed}"), string.Create(CultureInfo.InvariantCulture, $"issued at {page.IssuedPicoseconds / 1e12:0.000000} s")],
            },
            End = Math.Max(page.ResponsePicoseconds, 1) / 1e9,
            Lanes =
            [
                .. fixedLanes,
                .. request.Rows.Where(row => !row.IsPcpu && worlds.Contains(row.Name)).Select(WorldLane),
                .. request.Rows.Where(row => row.IsPcpu && pcpus.Contains(row.Name)).Select(row => PcpuLane(row, document.Vm)),
            ],
        };
    }

    private static TimelineLane WorldLane(TimelineRow row) => new(row.Name, [.. row.Intervals.Select(one => Bar(one.From, one.To, Tone(one.Activity, row.Name), PcpuLabel(one)))]);

    private static TimelineLane PcpuLane(TimelineRow row, string vm) => new(
        row.Name,
        [.. row.Intervals.Select(one => one.World is not { } world ? Bar(one.From, one.To, TimelineTone.None)
            : Bar(one.From, one.To, one.Activity == Activity.Switching ? TimelineTone.Overhead : IsOf(vm, world) ? Tone(one.Activity, world) : TimelineTone.Others, one.Activity == Activity.Switching ? "" : world))]);

    private static string PcpuLabel(TimelineInterval one) =>
        one.Activity is Activity.Running or Activity.Spinning or Activity.Ready && one.Pcpu >= 0 ? string.Create(CultureInfo.InvariantCulture, $"pCPU {one.Pcpu}") : "";

    private static TimelineTone Tone(Activity activity, string world) => activity switch
    {
        Activity.Ready => TimelineTone.Ready,
        Activity.Throttled => TimelineTone.Throttled,
        Activity.Switching => TimelineTone.Overhead,
        Activity.Running => world.Contains("/vcpu", StringComparison.Ordinal) ? TimelineTone.Running : TimelineTone.HostThread,
        Activity.Spinning => TimelineTone.Spinning,
        Activity.Polling => TimelineTone.Polling,
        Activity.CoStopped => TimelineTone.CoStopped,
        _ => TimelineTone.None,
    };

    private static bool IsOf(string vm, string world) => world.StartsWith(vm + "/", StringComparison.Ordinal);

    private static TimelineBar Bar(long from, long to, TimelineTone tone, string label = "") => new(from / 1e9, to / 1e9, tone, label);

    private static string Rank(int rank) => rank == 1 ? "The slowest" : string.Create(CultureInfo.InvariantCulture, $"Number {rank} from the slowest");

    private static long Time(ExplainedRequest request, TimelineRow row) => request.Parts.Where(part => part.World == row.Name).Sum(part => part.Picoseconds);

    private static long Time(ExplainedRequest request, Func<RequestPart, int> pcpu, TimelineRow row) =>
        row.Intervals.IsEmpty ? 0 : request.Parts.Where(part => pcpu(part) == row.Intervals[0].Pcpu).Sum(part => part.Picoseconds);

    private static long Busy(TimelineRow row) => row.Intervals.Where(one => one.Activity != Activity.Idle).Sum(one => one.To - one.From);
}
