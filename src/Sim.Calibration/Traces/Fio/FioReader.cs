using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Sim.Scenarios.Input;

namespace Sim.Calibration.Traces.Fio;

/// <summary>Reads fio's <c>--output-format=json</c> and <c>json+</c>, versions 2 and 3, local and client/server.</summary>
/// <remarks>
/// Clones of a job without <c>group_reporting</c> are put together: rates add, means are weighted by I/Os, bins merge, percentiles are never averaged.
/// Units are decided by key: <c>clat_ns</c> is nanoseconds, <c>clat</c> (fio 2) microseconds. fio prints CPU use as the mean over a group's threads;
/// here it is the sum. Leaves out: fio's logs and its text for people, trims, <c>steadystate</c>. Page: docs/models/calibration.md.
/// </remarks>
public static class FioReader
{
    private const string AllClients = "All clients";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, plain or gzipped.</param>
    /// <exception cref="InputException">The file cannot be read, or is fio's and broken: names file, line and field, all findings at once.</exception>
    public static FioFile Read(string path)
    {
        var files = TraceScan.Files([path]);
        if (files.Length == 1) return Read(files[0]);
        var parts = files.Select(Read).ToArray();
        return new FioFile([.. parts.SelectMany(part => part.Cases)], [.. parts.SelectMany(part => part.Skipped)]);
    }

    /// <summary>Reads an opened file.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="InputException">The file is fio's and broken.</exception>
    public static FioFile Read(TraceFile file)
    {
        var content = file.Content.AsSpan();
        var findings = new JsonFindings(file);
        var start = RootOf(content);
        if (start < 0) return Skip("holds no JSON object");
        JsonPart root;
        int end;
        try
        {
            root = JsonPart.Read(content, start, out end);
        }
        catch (BrokenJsonException broken)
        {
            if (content.IndexOf("\"fio version\""u8) < 0) return Skip($"is not JSON: {broken.Message}");
            findings.Add(broken.Offset, "", $"the file breaks off or is damaged here: {broken.Message}");
            findings.ThrowIfAny();
            throw;
        }

        if (root["fio version"] is not { Kind: JsonValueKind.String } version)
            return Skip("is JSON but not from fio: it has no \"fio version\"");
        var skipped = new List<string>();
        if (content[end..].IndexOf("\"fio version\""u8) >= 0)
            findings.Add(end, "", "a second fio result follows the first", "one result a file: split the file");

        var entries = Entries(root, findings);
        var cases = Cases(file, root, version.Text, entries, findings, skipped);
        findings.ThrowIfAny();
        return new FioFile([.. cases], [.. skipped]);

        FioFile Skip(string reason) => new([], [reason]);
    }

    /// <summary>The first brace that starts a line, since warnings before the result may hold braces; else the first brace.</summary>
    private static int RootOf(ReadOnlySpan<byte> content)
    {
        if (content.Length > 0 && content[0] == '{') return 0;
        var line = content.IndexOf("\n{"u8);
        return line >= 0 ? line + 1 : content.IndexOf((byte)'{');
    }

    private static List<Entry> Entries(JsonPart root, JsonFindings findings)
    {
        var list = new List<Entry>();
        foreach (var key in new[] { "jobs", "client_stats" })
        {
            if (root[key] is not { } jobs) continue;
            if (jobs.Kind != JsonValueKind.Array)
            {
                findings.Add(jobs, key, "is not a list of jobs");
                continue;
            }

            for (var i = 0; i < jobs.Items.Count; i++)
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"{key}[{i}]");
                if (jobs.Items[i].Kind != JsonValueKind.Object) findings.Add(jobs.Items[i], path, "is not a job");
                // In client/server mode fio adds a summary that would count everything twice.
                else if (jobs.Items[i]["jobname"]?.Text != AllClients) list.Add(new Entry(jobs.Items[i], path));
            }
        }

        if (root["jobs"] is null && root["client_stats"] is null) findings.Add(root, "jobs", "is missing", "a list of jobs, or client_stats");
        return list;
    }

    private static List<FioCase> Cases(
        TraceFile file, JsonPart root, string version, List<Entry> entries, JsonFindings findings, List<string> skipped)
    {
        var name = file.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? file.Name[..^5] : file.Name;
        var groups = entries
            .GroupBy(entry => ((entry.Job["groupid"]?.Number ?? 0).ToString(CultureInfo.InvariantCulture), entry.Job["jobname"]?.Text ?? ""))
            .ToArray();
        var global = findings.Object(root, "global options", "");
        var cases = new List<FioCase>();
        foreach (var group in groups)
        {
            var first = group.First();
            var jobName = group.Key.Item2;
            var options = new FioOptions(global, findings.Object(first.Job, "job options", first.Path), findings, first.Path + ".job options");
            if (options.IsEmpty)
            {
                skipped.Add($"{first.Path} ('{jobName}') has no \"job options\" (fio before 2.2), so block size and queue depth are unknown");
                continue;
            }

            if (options.Has("bssplit", "bsrange", "blocksize_range"))
            {
                skipped.Add($"{first.Path} ('{jobName}') mixes block sizes (bssplit or bsrange)");
                continue;
            }

            var clones = options.Count(1, "numjobs");
            var hosts = group.GroupBy(entry => entry.Job["hostname"]?.Text ?? "", StringComparer.Ordinal)
                .Select(host => (Entries: host.ToArray(), Jobs: Math.Max(clones, host.Count())))
                .ToArray();
            var sizes = options.BlockSizes() ?? (4096, 4096);
            var (user, system) = Cpus(hosts, findings);
            var result = new FioCase
            {
                Name = groups.Length == 1 ? name : $"{name}/{jobName}",
                File = file.Path,
                Folder = file.Folder,
                Sha256 = file.Sha256,
                Line = findings.LineOf(first.Job),
                FioVersion = version,
                Pattern = options.Text("read", "rw", "readwrite").Split(':')[0].ToLowerInvariant(),
                ReadBlockBytes = sizes.Read,
                WriteBlockBytes = sizes.Write,
                IoDepth = options.Count(1, "iodepth"),
                Jobs = hosts.Sum(host => host.Jobs),
                Engine = options.Text("psync", "ioengine").Split(':')[0],
                Direct = options.IsOn("direct"),
                Throttled = options.Has("rate_iops", "rate", "thinktime"),
                BesideOthers = groups.Any(other => other.Key.Item1 == group.Key.Item1 && other.Key.Item2 != jobName),
                Error = (int)Math.Min(int.MaxValue, group.Max(entry => findings.Optional(entry.Job, "error", entry.Path) ?? 0)),
                Read = Direction(group, "read", findings),
                Write = Direction(group, "write", findings),
                UserCpus = user,
                SystemCpus = system,
                ContextSwitches = (long)Math.Min(1e18, group.Sum(entry => findings.Optional(entry.Job, "ctx", entry.Path) ?? 0)),
            };
            cases.Add(result);
        }

        return cases;
    }

    /// <summary>fio prints the share of one CPU as the mean over the threads of an entry; the sum is what the host has to provide.</summary>
    private static (double User, double System) Cpus((Entry[] Entries, int Jobs)[] hosts, JsonFindings findings)
    {
        double user = 0, system = 0;
        foreach (var (entries, jobs) in hosts)
        {
            var threads = (double)jobs / entries.Length;
            foreach (var (job, path) in entries)
            {
                user += threads * (findings.Optional(job, "usr_cpu", path) ?? 0) / 100;
                system += threads * (findings.Optional(job, "sys_cpu", path) ?? 0) / 100;
            }
        }

        return (user, system);
    }

    private static FioDirection? Direction(IEnumerable<Entry> entries, string name, JsonFindings findings)
    {
        var parts = new List<FioDirection>();
        foreach (var (job, path) in entries)
        {
            if (findings.Object(job, name, path) is { } part && OneDirection(part, $"{path}.{name}", findings) is { } direction) parts.Add(direction);
        }

        if (parts.Count <= 1) return parts.FirstOrDefault();
        double total = parts.Sum(part => (double)part.TotalIos);
        double Mean(Func<FioDirection, double> value) => parts.Sum(part => value(part) * part.TotalIos) / total;
        var completion = Mean(part => part.MeanCompletionNs);
        var iops = parts.Sum(part => part.Iops);
        return new FioDirection
        {
            Iops = iops,
            MeanLatencyNs = Mean(part => part.MeanLatencyNs),
            MeanSubmitNs = Mean(part => part.MeanSubmitNs),
            MeanCompletionNs = completion,
            CompletionDeviationNs = Math.Sqrt(Mean(part =>
                (part.CompletionDeviationNs * part.CompletionDeviationNs) + ((part.MeanCompletionNs - completion) * (part.MeanCompletionNs - completion)))),
            TotalIos = parts.Sum(part => part.TotalIos),
            RuntimeMs = parts.Max(part => part.RuntimeMs),
            IopsRelativeError = Math.Sqrt(parts.Sum(part => Math.Pow(part.IopsRelativeError * part.Iops, 2))) / iops,
            Bins = parts.All(part => !part.Bins.IsEmpty) ? Merge(parts) : [],
        };
    }

    private static FioDirection? OneDirection(JsonPart part, string path, JsonFindings findings)
    {
        var iops = findings.Required(part, "iops", path);
        var printedTotal = findings.Optional(part, "total_ios", path);
        if (iops <= 0 || printedTotal == 0) return null;

        var runtime = findings.Required(part, "runtime", path);
        var (completion, completionUnit, completionPath) = Latency(part, "clat", path, findings);
        var (submit, submitUnit, submitPath) = Latency(part, "slat", path, findings);
        var (whole, wholeUnit, wholePath) = Latency(part, "lat", path, findings);
        if (whole is null)
        {
            findings.Add(part, $"{path}.lat_ns", "is missing", "lat_ns (fio 3) or lat (fio 2); run fio without disable_lat");
            return null;
        }

        var mean = findings.Required(whole, "mean", wholePath) * wholeUnit;
        if (mean <= 0) findings.Add(whole, $"{wholePath}.mean", "is 0 although I/Os were done");
        var total = Math.Min(1e15, printedTotal ?? iops * runtime / 1000);
        var samples = findings.Optional(part, "iops_samples", path) ?? 0;
        return new FioDirection
        {
            Iops = iops,
            MeanLatencyNs = mean,
            MeanSubmitNs = submit is null ? 0 : findings.Required(submit, "mean", submitPath) * submitUnit,
            MeanCompletionNs = completion is null ? 0 : findings.Required(completion, "mean", completionPath) * completionUnit,
            CompletionDeviationNs = completion is null ? 0 : (findings.Optional(completion, "stddev", completionPath) ?? 0) * completionUnit,
            TotalIos = Math.Max(1, (long)total),
            RuntimeMs = runtime,
            IopsRelativeError = samples > 0 ? (findings.Optional(part, "iops_stddev", path) ?? 0) / Math.Sqrt(samples) / iops : 0,
            Bins = BinsOf(completion, completionUnit, completionPath, findings),
            Percentiles = PercentilesOf(completion, completionUnit, completionPath, findings) is { IsEmpty: false } printed
                ? printed
                : PercentilesOf(whole, wholeUnit, wholePath, findings),
        };
    }

    /// <summary>fio 3 writes nanoseconds under <c>x_ns</c>, fio 2 microseconds under <c>x</c>; the key decides, not the version.</summary>
    private static (JsonPart? Part, double Nanoseconds, string Path) Latency(JsonPart part, string name, string path, JsonFindings findings) =>
        part[name + "_ns"] is not null
            ? (findings.Object(part, name + "_ns", path), 1, $"{path}.{name}_ns")
            : (findings.Object(part, name, path), 1000, $"{path}.{name}");

    private static ImmutableArray<LatencyBin> BinsOf(JsonPart? latency, double unit, string path, JsonFindings findings)
    {
        // fio 2 put its table's constants among the bins and numbered them by index; only the nanosecond form states the latency.
        if (latency is null || unit != 1 || findings.Object(latency, "bins", path) is not { } bins) return [];
        var list = new List<LatencyBin>();
        foreach (var (key, value) in bins.Members)
        {
            if (!double.TryParse(key, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var nanoseconds) || !double.IsFinite(nanoseconds))
                findings.Add(value, $"{path}.bins", $"'{key}' is not a latency in nanoseconds");
            else if (value.Kind != JsonValueKind.Number || value.Number is not (>= 0 and <= 1e15))
                findings.Add(value, $"{path}.bins.{key}", "is not a count");
            else if (value.Number > 0)
                list.Add(new LatencyBin(nanoseconds, (long)value.Number));
        }

        return [.. list.OrderBy(bin => bin.Nanoseconds)];
    }

    private static ImmutableArray<LatencyPercentile> PercentilesOf(JsonPart? latency, double unit, string path, JsonFindings findings)
    {
        if (latency is null || findings.Object(latency, "percentile", path) is not { } percentiles) return [];
        var list = new List<LatencyPercentile>();
        foreach (var (key, value) in percentiles.Members)
        {
            if (key.Trim('0', '.').Length == 0) continue; // fio 2 pads its list with "0.00"
            if (!double.TryParse(key, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) || percent > 100)
                findings.Add(value, $"{path}.percentile", $"'{key}' is not a percentile", "0 to 100");
            else if (value.Kind != JsonValueKind.Number || value.Number < 0 || !double.IsFinite(value.Number))
                findings.Add(value, $"{path}.percentile.{key}", "is not a latency");
            else
                list.Add(new LatencyPercentile(percent, value.Number * unit));
        }

        return [.. list.OrderBy(percentile => percentile.Percent)];
    }

    private static ImmutableArray<LatencyBin> Merge(List<FioDirection> parts) =>
    [
        .. parts.SelectMany(part => part.Bins)
            .GroupBy(bin => bin.Nanoseconds)
            .Select(group => new LatencyBin(group.Key, group.Sum(bin => bin.Count)))
            .OrderBy(bin => bin.Nanoseconds),
    ];

    private sealed record Entry(JsonPart Job, string Path);
}
