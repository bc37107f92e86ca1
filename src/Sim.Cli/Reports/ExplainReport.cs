using System.Collections.Immutable;
using System.Globalization;
using Sim.Cli.Output;
using Sim.Experiments.Explaining;
using Sim.Models.Attribution;
using Sim.Reporting.Tables;

namespace Sim.Cli.Reports;

/// <summary>What <c>hvsim explain</c> says on the screen.</summary>
internal static class ExplainReport
{
    /// <summary>As many columns of times as fit 80 letters beside the causes.</summary>
    private const int MostColumns = 5;
    private const int MostParts = 12;

    /// <summary>Causes with less than one in so many of the time of every request shown share a row.</summary>
    private const int Least = 500;

    public static void Draw(ExplainDocument document, Explanation explanation)
    {
        Screen.Draw(Causes(document, explanation));
        Screen.Draw(Places(document, explanation.Requests[0]));
        foreach (var request in document.Requests) Screen.Say(Sentence(document, request));
        if (document.Requests.All(request => request.Number != document.Typical.Number))
            Screen.Say(string.Create(CultureInfo.InvariantCulture, $"typical, request {document.Typical.Number}: {document.Typical.Verdict}"));
        foreach (var line in Grounds(document)) Screen.Say(line);
    }

    private static ReportTable Causes(ExplainDocument document, Explanation explanation)
    {
        ImmutableArray<ExplainedRequest> shown = [explanation.Typical, .. explanation.Requests.Take(MostColumns)];
        var first = shown[1];
        List<Cause> causes = [.. shown.SelectMany(request => request.Parts).Select(part => part.Cause).Distinct().OrderByDescending(cause => Sum(first, cause)).ThenBy(cause => cause)];
        var small = causes.Where(cause => shown.All(request => Sum(request, cause) < request.Request.Response.Picoseconds / Least)).ToHashSet();
        if (small.Count < 2) small.Clear();
        return new ReportTable(
            $"{document.Name}, {document.Vm}: where the time of single requests went, ms",
            [
                new ReportColumn("Cause"), Column("typical"),
                .. document.Requests.Take(MostColumns).Select(request => Column(string.Create(CultureInfo.InvariantCulture, $"#{request.Rank}"))),
            ],
            [
                Row("response time", request => request.Request.Response.Picoseconds),
                .. causes.Where(cause => !small.Contains(cause)).Select(cause => Row(CauseWords.Of(cause).Name, request => Sum(request, cause))),
                .. small.Count > 0
                    ? [Row(string.Create(CultureInfo.InvariantCulture, $"{small.Count} causes below {100.0 / Least} %"), request => small.Sum(cause => Sum(request, cause)))]
                    : ImmutableArray<ImmutableArray<ReportCell>>.Empty,
            ])
        {
            Note = document.Requests.Length > MostColumns ? string.Create(CultureInfo.InvariantCulture, $"The first {MostColumns} of {document.Requests.Length}; all are in --format csv.") : null,
        };

        ImmutableArray<ReportCell> Row(string name, Func<ExplainedRequest, long> time) =>
            [ReportCell.Of(name), .. shown.Select(request => time(request) is > 0 and var some ? ReportCell.Of(some / 1e9) : ReportCell.Empty)];

        static ReportColumn Column(string name) => new(name) { Format = NumberFormat.Fixed(3) };
    }

    private static ReportTable Places(ExplainDocument document, ExplainedRequest request)
    {
        var response = (double)request.Request.Response.Picoseconds;
        var rows = request.Parts.Take(MostParts).Select(part => ImmutableArray.Create(
            ReportCell.Of(CauseWords.Of(part.Cause).Name), ReportCell.Of(part.World ?? ""), ReportCell.Of(part.Behind ?? ""),
            part.Pcpu < 0 ? ReportCell.Empty : ReportCell.Of(part.Pcpu), ReportCell.Of(part.Picoseconds / 1e9), ReportCell.Of(100 * part.Picoseconds / response))).ToList();
        if (request.Parts.Length > MostParts)
        {
            var rest = request.Parts.Skip(MostParts).Sum(part => part.Picoseconds);
            rows.Add([
                ReportCell.Of(string.Create(CultureInfo.InvariantCulture, $"{request.Parts.Length - MostParts} smaller parts")), ReportCell.Empty, ReportCell.Empty, ReportCell.Empty,
                ReportCell.Of(rest / 1e9), ReportCell.Of(100 * rest / response)]);
        }

        return new ReportTable(
            string.Create(CultureInfo.InvariantCulture, $"#{document.Requests[0].Rank}, request {request.Request.Number} of {document.Vm}: where, and behind whom"),
            [
                new ReportColumn("Cause"), new ReportColumn("World"), new ReportColumn("Behind"), new ReportColumn("pCPU") { Format = NumberFormat.Fixed(0) },
                new ReportColumn("Time", "ms") { Format = NumberFormat.Fixed(3) }, new ReportColumn("Share", "%") { Format = NumberFormat.Fixed(1) },
            ],
            rows);
    }

    private static string Sentence(ExplainDocument document, ExplainDocument.RequestPage request) => string.Create(
        CultureInfo.InvariantCulture,
        $"#{request.Rank}, request {request.Number}, issued at {request.IssuedPicoseconds / 1e12:0.000000} s: {request.Verdict}; the typical request took {RequestVerdict.Milliseconds(document.Typical.ResponsePicoseconds)} in all.");

    private static IEnumerable<string> Grounds(ExplainDocument document)
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Replication {document.Replication} under {document.Hypervisor}, seed {document.Seed}, simulated again: {document.LengthSeconds:0.###} s after {document.WarmUpSeconds:0.###} s of warm-up, {document.MeasuredRequests} requests of {document.Vm} measured; #1 is the slowest, typical the median. Other replications have other requests.");
        if (document.UnansweredRequests > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{document.UnansweredRequests} requests of {document.Vm} had no answer when the run ended, and are not among them.");
        if (document.Requests.Any(request => request.CutAtPicoseconds is not null))
            yield return "Segments and timelines of some requests are cut (cutAtPicoseconds); the times in the tables are whole.";
        yield return $"fingerprint {document.Fingerprint}";
    }

    private static long Sum(ExplainedRequest request, Cause cause) => request.Parts.Where(part => part.Cause == cause).Sum(part => part.Picoseconds);
}
