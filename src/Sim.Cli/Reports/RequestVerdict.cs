using System.Globalization;
using Sim.Models.Attribution;

namespace Sim.Cli.Reports;

/// <summary>Where most of a request's time went, in one plain sentence.</summary>
internal static class RequestVerdict
{
    /// <summary>A culprit with at least this share of the waiting stands for all of it.</summary>
    private const double Mainly = 0.6;

    /// <summary>E.g. "62 % of 18.3 ms was waiting ready behind web4/vcpu0 on pCPU 7".</summary>
    public static string Of(ExplainedRequest request)
    {
        var response = request.Request.Response.Picoseconds;
        if (request.Parts.IsEmpty) return "it took no time at all";
        var largest = request.Parts.GroupBy(part => part.Cause is Cause.RunningShared or Cause.GuestExit or Cause.IpiExit or Cause.GuestTick or Cause.PageWalk ? Cause.Running : part.Cause)
            .OrderByDescending(group => group.Sum(part => part.Picoseconds)).ThenBy(group => group.Key).First();
        List<RequestPart> parts = [.. largest];
        return largest.Key == Cause.Ready ? Ready(parts, response) : Other(largest.Key, parts, response);
    }

    /// <summary>A time with its unit: milliseconds, with as many digits as are read.</summary>
    public static string Milliseconds(long picoseconds)
    {
        var value = picoseconds / 1e9;
        return value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : value >= 1 ? "0.00" : "0.000", CultureInfo.InvariantCulture) + " ms";
    }

    private static string Ready(List<RequestPart> parts, long response)
    {
        var culprits = parts.GroupBy(part => part.Behind).OrderByDescending(group => group.Sum(part => part.Picoseconds)).ThenBy(group => group.Key, StringComparer.Ordinal).ToList();
        var first = Sum(culprits[0]);
        if (first >= Mainly * Sum(parts)) return $"{Was(culprits[0], response)} waiting ready behind {culprits[0].Key ?? "nobody"} on {Pcpus(culprits[0])}";
        var named = string.Join(" and ", culprits.Take(2).Select(one => $"{one.Key ?? "nobody"} ({Percent(Sum(one), response)})"));
        return string.Create(CultureInfo.InvariantCulture, $"{Was(parts, response)} waiting ready behind {culprits.Count} others on {Pcpus(parts)}, above all {named}");
    }

    private static string Other(Cause cause, List<RequestPart> parts, long response)
    {
        var worlds = parts.Select(part => part.World).Distinct(StringComparer.Ordinal).ToList();
        var who = worlds is [var world] ? world ?? "the VM" : string.Create(CultureInfo.InvariantCulture, $"{worlds.Count} worlds");
        var text = $"{Was(parts, response)} {CauseWords.Of(cause).Phrase.Replace("{0}", who, StringComparison.Ordinal)}";
        var shared = parts.Where(part => part.Cause == Cause.RunningShared).Sum(part => part.Picoseconds);
        return shared > 0 ? $"{text}, {Percent(shared, response)} beside a busy SMT sibling" : text;
    }

    private static string Was(IEnumerable<RequestPart> parts, long response) => $"{Percent(Sum(parts), response)} of {Milliseconds(response)} was";

    private static string Pcpus(IEnumerable<RequestPart> parts)
    {
        var pcpus = parts.Select(part => part.Pcpu).Distinct().ToList();
        return pcpus is [var one] ? string.Create(CultureInfo.InvariantCulture, $"pCPU {one}") : string.Create(CultureInfo.InvariantCulture, $"{pcpus.Count} pCPUs");
    }

    private static long Sum(IEnumerable<RequestPart> parts) => parts.Sum(part => part.Picoseconds);

    private static string Percent(long part, long whole) => (100.0 * part / whole).ToString("0", CultureInfo.InvariantCulture) + " %";
}
