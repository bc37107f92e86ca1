using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sim.Cli.Reports;
using Sim.Experiments.Explaining;
using Sim.Experiments.Manifests;
using Sim.Models.Attribution;
using Sim.Models.Scenarios;

namespace Sim.Cli.Output;

/// <summary>What <c>hvsim explain</c> prints and keeps. Times are whole picoseconds: the parts of a request add up to its response time.</summary>
internal sealed record ExplainDocument : IDocument
{
    public int SchemaVersion { get; init; } = 1;

    public string Tool { get; init; } = "hvsim";

    public required string Version { get; init; }

    public string Verb { get; init; } = "explain";

    public required string Name { get; init; }

    public required string Hypervisor { get; init; }

    public required string Vm { get; init; }

    public required long Seed { get; init; }

    public required int Replication { get; init; }

    public required double WarmUpSeconds { get; init; }

    public required double LengthSeconds { get; init; }

    /// <summary>Of the replication, as <c>hvsim run --replication</c> prints it.</summary>
    public required string Fingerprint { get; init; }

    public required ImmutableArray<InputFile> Files { get; init; }

    public required int MeasuredRequests { get; init; }

    public required int UnansweredRequests { get; init; }

    public required RequestPage Typical { get; init; }

    public required ImmutableArray<RequestPage> Requests { get; init; }

    public static ExplainDocument Of(Explanation explanation, Scenario scenario, string vm, int replication, ImmutableArray<InputFile> files) => new()
    {
        Version = ToolVersion.Text,
        Name = scenario.Name,
        Hypervisor = Scenarios.Binding.FieldNames.ChoiceOf(scenario.Hypervisor.Kind.ToString()),
        Vm = vm,
        Seed = scenario.Measurement.Seed,
        Replication = replication,
        WarmUpSeconds = explanation.WarmUp.Seconds,
        LengthSeconds = scenario.Measurement.Length.Seconds,
        Fingerprint = explanation.Fingerprint,
        Files = files,
        MeasuredRequests = explanation.Measured.Length,
        UnansweredRequests = explanation.Unanswered,
        Typical = RequestPage.Of(explanation.Typical, explanation),
        Requests = [.. explanation.Requests.Select(request => RequestPage.Of(request, explanation))],
    };

    public string ToJson() => JsonSerializer.Serialize(this, ResultDocument.Options) + "\n";

    public string ToCsv()
    {
        var text = new StringBuilder("rank,number,issued_ps,response_ps,cause,world,behind,pcpu,time_ps,share\n");
        foreach (var request in Requests.Append(Typical).DistinctBy(request => request.Number))
        {
            foreach (var part in request.Parts)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{request.Rank},{request.Number},{request.IssuedPicoseconds},{request.ResponsePicoseconds},{JsonNamingPolicy.KebabCaseLower.ConvertName(part.Cause.ToString())},{part.World},{part.Behind},{(part.Pcpu < 0 ? "" : part.Pcpu.ToString(CultureInfo.InvariantCulture))},{part.Picoseconds},{(double)part.Picoseconds / request.ResponsePicoseconds:R}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>One request.</summary>
    /// <param name="Rank">Place by response time; the slowest measured request of the VM has 1.</param>
    /// <param name="Number">Of the requests the VM issued since the start of the run, counted from 1.</param>
    /// <param name="IssuedPicoseconds">Since the start of the warm-up.</param>
    /// <param name="ResponsePicoseconds">From issue to answer.</param>
    /// <param name="Verdict">One sentence.</param>
    /// <param name="Parts">The time by cause and place.</param>
    /// <param name="Stages">What the request was doing.</param>
    /// <param name="Segments">Its life in order.</param>
    /// <param name="CutAtPicoseconds">Where the segments end early; nothing when they are whole.</param>
    internal sealed record RequestPage(
        int Rank, long Number, long IssuedPicoseconds, long ResponsePicoseconds, string Verdict, ImmutableArray<RequestPart> Parts,
        ImmutableArray<StageInterval> Stages, ImmutableArray<RequestSegment> Segments, long? CutAtPicoseconds)
    {
        public static RequestPage Of(ExplainedRequest one, Explanation explanation) => new(
            explanation.RankOf(one.Request), one.Request.Number, one.Request.Issued.Picoseconds, one.Request.Response.Picoseconds, RequestVerdict.Of(one), one.Parts, one.Stages,
            one.Segments, one.CutAt);
    }
}
