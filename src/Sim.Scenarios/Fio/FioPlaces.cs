using System.Globalization;
using Sim.Models.Workload;

namespace Sim.Scenarios.Fio;

/// <summary>Where a fio job's requests fall: <c>rw</c>, <c>size</c>, <c>offset</c>, <c>filename</c> and <c>random_distribution</c>.</summary>
/// <remarks>Jobs without a file name have a file for each of their threads, one behind the other; jobs that name one share the disk's beginning. Source: fio 3.x manual.</remarks>
internal static class FioPlaces
{
    private const double LeastSkew = 0.01;
    private const double MostSkew = 5;
    private const long Least = 1 << 20;

    /// <summary>The places; nothing when the file does not say how long its files are.</summary>
    /// <param name="section">The job.</param>
    /// <param name="threads">Its threads.</param>
    /// <param name="end">Where the files of the jobs before it end; moved on.</param>
    /// <param name="remarks">Takes what has no effect.</param>
    /// <param name="add">Takes findings: line, key, problem, what is allowed.</param>
    public static AddressSpec? Of(FioSection section, int threads, ref long end, List<string> remarks, Action<int, string, string, string> add)
    {
        var skew = Skew(section, remarks, add);
        var size = Bytes(section, "size", remarks, add);
        if (size is null or 0)
        {
            if (skew is not null) add(section.Options["random_distribution"].Line, "random_distribution", "is popularity in files of no known length", "with a size in bytes");
            return null;
        }

        if (size < Least)
        {
            remarks.Add("size below 1m has no effect here");
            return null;
        }

        var isShared = section.Options.ContainsKey("filename");
        var offset = Bytes(section, "offset", remarks, add) ?? 0;
        var region = size.Value * (isShared ? 1 : threads);
        var start = (isShared ? 0 : end) + offset;
        if (!isShared) end = start + region;
        var isRandom = section.Options.TryGetValue("rw", out var rw) && rw.Value.StartsWith("rand", StringComparison.Ordinal);
        var places = new AddressSpec { Order = isRandom ? AddressOrder.Random : AddressOrder.Sequential, Region = region, Start = start };
        return isRandom && skew is { } exponent ? places with { Order = AddressOrder.Zipf, Skew = exponent } : places;
    }

    private static double? Skew(FioSection section, List<string> remarks, Action<int, string, string, string> add)
    {
        if (!section.Options.TryGetValue("random_distribution", out var option) || option.Value == "random") return null;
        var parts = option.Value.Split(':');
        if (parts[0] != "zipf")
        {
            remarks.Add($"random_distribution={option.Value} has no effect here");
            return null;
        }

        if (parts.Length > 1 && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var skew) && skew is >= LeastSkew and <= MostSkew)
            return skew;
        if (parts.Length == 1) return 1.1;
        add(option.Line, "random_distribution", $"'{option.Value}' has no exponent in range", "zipf:0.01 to zipf:5");
        return null;
    }

    private static long? Bytes(FioSection section, string key, List<string> remarks, Action<int, string, string, string> add)
    {
        if (!section.Options.TryGetValue(key, out var option)) return null;
        if (option.Value.EndsWith('%'))
        {
            remarks.Add($"{key} in percent has no effect here");
            return null;
        }

        if (FioJobFile.TryBytes(option.Value, out var bytes)) return bytes;
        add(option.Line, key, $"'{option.Value}' is not a size", "bytes, with k, m, g or t behind them");
        return null;
    }
}
