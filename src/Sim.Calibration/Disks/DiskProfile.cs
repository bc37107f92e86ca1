using System.Collections.Immutable;
using Sim.Calibration.Profiles;

namespace Sim.Calibration.Disks;

/// <summary>Writes a fitted disk into a profile and reads it back.</summary>
internal static class DiskProfile
{
    /// <summary>What every name starts with.</summary>
    public const string Prefix = "disk.";
    private const string Regression = "relative least squares of slat and CPU per I/O on wake-ups and KiB; no interval";
    private const string Times = "Nelder-Mead on ln IOPS and ln p50 of played cases; refits to disturbed cases";
    private const string Chance = "Nelder-Mead on p10, p90, p99 and p99.9 over the median of played cases; no interval";
    private const string Form = "the form of disk whose throughput and medians are closest";
    private const string Residual = "root mean square of ln(measured / played) over the fitted cases, corrected for what was fitted; run to run at least";

    /// <summary>Metrics that a prediction has, each with its error.</summary>
    public static ImmutableArray<string> Metrics { get; } = ["iops", "latency_mean", "latency_p50", "latency_p90", "latency_p99", "latency_p999"];

    /// <summary>The profile with a disk.</summary>
    /// <param name="profile">What else was learned.</param>
    /// <param name="estimate">The disk.</param>
    public static Profile AddedTo(Profile profile, DiskEstimate estimate)
    {
        var (model, chance) = (estimate.Model, estimate.Model.Disturbance);
        var list = ImmutableArray.CreateBuilder<ProfileParameter>();
        Add("batch", model.IsBatched ? 1 : 0, Form);
        Add("servers", model.Servers, model.IsBatched ? Form : Times, DiskQuantity.Servers);
        if (model.Ring != int.MaxValue) Add("ring", model.Ring, Form);
        Add("submit", model.Submitter.SubmitNs, Regression);
        Add("submit_per_kib", model.Submitter.SubmitPerKibNs, Regression);
        Add("kick", model.Submitter.KickNs, Regression);
        Add("reap", model.Submitter.ReapNs, Regression);
        Add("wake", model.Submitter.WakeNs, Regression);
        foreach (var (name, times, kinds) in new (string, DiskTimes?, DiskQuantity[])[]
        {
            ("read", model.Read, [DiskQuantity.ReadLatency, DiskQuantity.ReadService, DiskQuantity.ReadPerKib]),
            ("write", model.Write, [DiskQuantity.WriteLatency, DiskQuantity.WriteService, DiskQuantity.WritePerKib]),
        })
        {
            if (times is null) continue;
            // A batching disk has one latency, searched as that of reads.
            Add(name + ".latency", times.LatencyNs, Times, model.IsBatched && name == "write" ? DiskQuantity.ReadLatency : kinds[0]);
            Add(name + ".service", times.ServiceNs, Times, kinds[1]);
            if (times.ServicePerKibNs is { } kib) Add(name + ".service_per_kib", kib, Times, kinds[2]);
            Add(name + ".stall_share", times.StallShare, Chance);
        }

        Add("latency_spread", chance.LatencySpread, Chance);
        Add("service_spread", chance.ServiceSpread, Chance);
        Add("slow_share", chance.SlowShare, Chance);
        Add("slow_excess", chance.SlowExcess, Chance);
        Add("stall_time", chance.StallNs, Chance);
        foreach (var metric in Metrics)
        {
            if (estimate.Errors.TryGetValue(metric, out var error)) Add("error." + metric, error, Residual);
        }

        return profile with { Parameters = [.. profile.Parameters, .. list], Notes = [.. Notes(model), .. profile.Notes] };

        void Add(string name, double value, string estimator, DiskQuantity? quantity = null)
        {
            var entry = ParameterCatalog.Find(Prefix + name)!;
            var at = quantity is { } searched ? estimate.Form.Quantities.IndexOf(searched) : -1;
            var replicates = at < 0 ? [] : estimate.Replicates.Select(point => Math.Max(entry.Min, point[at])).ToImmutableArray();
            var interval = Fitting.Interval.FromReplicates(value, replicates);
            list.Add(new ProfileParameter
            {
                Name = entry.Name, Value = entry.Text(value), Low = entry.Text(interval.Low), High = entry.Text(interval.High), Estimator = estimator,
                Samples = estimate.Cells.Length, From = estimate.Files, Replicates = [.. replicates.Select(entry.Text)],
            });
        }
    }

    /// <summary>The disk in a profile and its replicates (the disk again where there are none), or null when the profile has none.</summary>
    public static (DiskModel Model, ImmutableArray<DiskModel> Replicates)? Of(Profile profile)
    {
        if (profile.ValueOf(Prefix + "servers") is null) return null;
        var count = profile.Parameters.Where(parameter => parameter.Name.StartsWith(Prefix, StringComparison.Ordinal)).Max(parameter => parameter.Replicates.Length);
        return (Model(-1), [.. Enumerable.Range(0, count).Select(Model)]);

        DiskModel Model(int replicate) => new()
        {
            IsBatched = Value("batch") > 0,
            Servers = (int)Math.Round(Value("servers", replicate)!.Value),
            Ring = Value("ring") is { } ring ? (int)ring : int.MaxValue,
            Submitter = new DiskSubmitter(Value("submit") ?? 0, Value("submit_per_kib") ?? 0, Value("kick") ?? 0, Value("reap") ?? 0, Value("wake") ?? 0),
            Read = TimesOf("read", replicate),
            Write = TimesOf("write", replicate),
            Disturbance = new DiskDisturbance
            {
                LatencySpread = Value("latency_spread") ?? 0, ServiceSpread = Value("service_spread") ?? 0, SlowShare = Value("slow_share") ?? 0,
                SlowExcess = Value("slow_excess") ?? 0, StallNs = Value("stall_time") ?? 0,
            },
        };

        DiskTimes? TimesOf(string direction, int replicate) => Value(direction + ".service", replicate) is { } service
            ? new DiskTimes(service, Value(direction + ".service_per_kib", replicate), Value(direction + ".latency", replicate) ?? 0) { StallShare = Value(direction + ".stall_share") ?? 0 }
            : null;

        double? Value(string name, int replicate = -1)
        {
            var found = profile.Parameters.FirstOrDefault(parameter => parameter.Name == Prefix + name);
            return found is null || replicate < 0 || replicate >= found.Replicates.Length
                ? profile.ValueOf(Prefix + name)
                : ParameterCatalog.Find(found.Name)!.Number(found.Replicates[replicate]);
        }
    }

    /// <summary>The files a disk was fitted to, by hash: their cases judge nothing.</summary>
    public static ImmutableHashSet<string> FittedFiles(Profile profile)
    {
        var names = profile.Parameters.FirstOrDefault(parameter => parameter.Name == Prefix + "servers")?.From.ToHashSet(StringComparer.Ordinal) ?? [];
        return [.. profile.Files.Where(file => names.Contains(file.Name)).Select(file => file.Sha256)];
    }

    private static IEnumerable<ProfileNote> Notes(DiskModel model)
    {
        foreach (var (name, times) in new[] { ("read", model.Read), ("write", model.Write) })
        {
            if (times is null) yield return new ProfileNote { About = $"{Prefix}{name}", Kind = NoteKind.NotEstablished, Text = "no fitted case is of this direction" };
            else if (times.ServicePerKibNs is null)
                yield return new ProfileNote { About = $"{Prefix}{name}.service_per_kib", Kind = NoteKind.NotEstablished, Text = "the fitted cases have one block size" };
        }
    }
}
