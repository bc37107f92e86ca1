using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Sim.Cli.Output;
using Sim.Core.Time;
using Sim.Core.Tracing;
using Sim.Experiments.Tracing;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;
using Sim.Scenarios.Units;

namespace Sim.Cli.Commands;

/// <summary>The options of a verb that can trace one replication.</summary>
internal sealed class TraceOptions
{
    /// <summary>Names of tracks alone take some 100 kB on the largest hosts.</summary>
    private const long LeastBytes = 1 << 20;

    private readonly Option<string?> _file = new("--trace")
    {
        Description = "Writes a timeline of one replication that opens in ui.perfetto.dev (*.json or *.json.gz).", HelpName = "file",
    };

    private readonly Option<string?> _window = new("--trace-window")
    {
        Description = "Part to trace, in simulated time from the start of the warm-up, e.g. 1s..1.2s (the measured part).", HelpName = "from..to",
    };

    private readonly Option<string?> _objects = new("--trace-objects")
    {
        Description = "Objects to trace, e.g. 'web3/*,host/pcpu*' (all).", HelpName = "patterns",
    };

    private readonly Option<string?> _replication = new("--trace-replication") { Description = "Replication to trace (0, or that of --replication).", HelpName = "number" };

    private readonly Option<string?> _limit = new("--trace-limit")
    {
        Description = "Size at which the trace ends early, before compression (256 MiB).", HelpName = "size",
    };

    /// <summary>Adds the options to a command.</summary>
    public TraceOptions(Command command)
    {
        command.Options.Add(_file);
        command.Options.Add(_window);
        command.Options.Add(_objects);
        command.Options.Add(_replication);
        command.Options.Add(_limit);
    }

    /// <summary>What to trace, checked against the scenario before time is spent on a simulation.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="vms">Its VMs.</param>
    /// <param name="alone">The one replication that is simulated; null for all of the scenario.</param>
    /// <returns>Null when no trace was asked for.</returns>
    /// <exception cref="InputException">Anything is wrong with any of the options.</exception>
    public TraceFile? Read(ParseResult parsed, Scenario scenario, ImmutableArray<VmPlan> vms, int? alone)
    {
        var findings = new List<Finding>();
        if (parsed.GetValue(_file) is not { } path)
        {
            foreach (var option in (Option<string?>[])[_window, _objects, _replication, _limit])
            {
                if (parsed.GetValue(option) is { } value) findings.Add(new Finding(option.Name, "", "", $"'{value}' says nothing without --trace", "--trace FILE beside it"));
            }

            return findings.Count == 0 ? null : throw new InputException([.. findings]);
        }

        CheckPath(path, findings);
        var window = WindowOf(parsed.GetValue(_window), scenario.Measurement, findings);
        var patterns = (parsed.GetValue(_objects) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToImmutableArray();
        var selection = new TraceSelection
        {
            From = window.From, To = window.To, Objects = patterns, MostBytes = LimitOf(parsed.GetValue(_limit), findings),
        };
        CheckObjects(selection, scenario, vms, findings);
        var replication = ReplicationOf(parsed.GetValue(_replication), alone, scenario.Measurement.Replications, findings);
        if (findings.Count > 0) throw new InputException([.. findings]);
        return new TraceFile { Path = path, Replication = replication, Selection = selection, Facts = FactsOf(scenario, selection, replication) };
    }

    /// <summary>Says where the trace is and whether it was cut.</summary>
    public static async Task SayAsync(TraceFile trace)
    {
        if (trace.Summary is not { } summary) return;
        await Console.Error.WriteLineAsync(FormattableString.Invariant(
            $"trace: {summary.Events} events of replication {trace.Replication} in {trace.Path}")).ConfigureAwait(false);
        if (summary.CutAt is not { } cut) return;
        await Console.Error.WriteLineAsync(FormattableString.Invariant(
            $"trace: cut at {cut}, where it reached its limit of {trace.Selection.MostBytes / 1048576.0:0.###} MiB; what follows is missing. Narrow --trace-window or --trace-objects, or raise --trace-limit.")).ConfigureAwait(false);
    }

    private static void CheckPath(string path, List<Finding> findings)
    {
        if (!path.EndsWith(".json", StringComparison.Ordinal) && !path.EndsWith(".json.gz", StringComparison.Ordinal))
            findings.Add(new Finding("--trace", "", "", $"'{path}' is not a name of a trace", "a name that ends in .json or .json.gz", path + ".json"));
        else if (Directory.Exists(path)) findings.Add(new Finding("--trace", "", "", $"'{path}' is a directory", "a file"));
        else if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            findings.Add(new Finding("--trace", "", "", $"'{path}' lies in a directory that does not exist", "a file in an existing directory"));
        else if (!TraceFile.MayReplace(path))
            findings.Add(new Finding("--trace", "", "", $"'{path}' exists and is not a trace; it is left alone", "another name"));
        else if (TraceFile.WhyNotWritable(path) is { } why)
            findings.Add(new Finding("--trace", "", "", $"'{path}' cannot be written: {why}", "a file in a directory that may be written to"));
    }

    private static (SimTime From, SimTime To) WindowOf(string? text, MeasurementSpec measurement, List<Finding> findings)
    {
        if (measurement.WarmUp is not { } warmUp)
        {
            findings.Add(new Finding(
                "--trace", "", "", "a trace needs a warm-up that is known before the run, and the scenario says warmUp: auto", "measurement.warmUp with a time",
                "the warm-up that hvsim run found without --trace"));
            return (SimTime.Zero, SimTime.Zero);
        }

        var (start, end) = (SimTime.Zero + warmUp, SimTime.Zero + warmUp + measurement.Length);
        if (text is null) return (start, end);
        var allowed = $"two times, the first before the second, from 0 s to {end} (warm-up {warmUp}, then {measurement.Length} measured)";
        var parts = text.Split("..");
        if (parts.Length != 2)
        {
            findings.Add(new Finding("--trace-window", "", "", $"'{text}' is not two times with .. between them", allowed, $"{start}..{end}"));
            return (start, end);
        }

        var times = new SimTime[2];
        for (var i = 0; i < 2; i++)
        {
            if (!Quantity.TryRead(parts[i], Quantity.UnitsOfTime, out var value, out var problem)) findings.Add(new Finding("--trace-window", "", "", problem, allowed, $"{start}..{end}"));
            else if (value < 0 || value > end.Picoseconds) findings.Add(new Finding("--trace-window", "", "", $"'{parts[i].Trim()}' lies outside the run", allowed));
            else times[i] = new SimTime((long)Math.Round(value));
        }

        if (findings.Any(finding => finding.File == "--trace-window")) return (start, end);
        if (times[0] < times[1]) return (times[0], times[1]);
        findings.Add(new Finding("--trace-window", "", "", $"'{text}' ends before it begins", allowed));
        return (start, end);
    }

    private static long LimitOf(string? text, List<Finding> findings)
    {
        if (text is null) return new TraceSelection().MostBytes;
        const string Allowed = "a size of 1 MiB or more, e.g. 256 MiB";
        if (!Quantity.TryRead(text, Quantity.UnitsOf(Dimension.Bytes), out var bytes, out var problem)) findings.Add(new Finding("--trace-limit", "", "", problem, Allowed));
        else if (bytes is < LeastBytes or > 1e15) findings.Add(new Finding("--trace-limit", "", "", $"'{text}' is no room for a trace", Allowed));
        else return (long)bytes;
        return LeastBytes;
    }

    private static int ReplicationOf(string? text, int? alone, int replications, List<Finding> findings)
    {
        if (text is null) return alone ?? 0;
        var (least, most) = alone is { } one ? (one, one) : (0, replications - 1);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        findings.Add(new Finding(
            "--trace-replication", "", "", $"'{text}' is not a replication of this run",
            alone is null ? FormattableString.Invariant($"0 to {most}") : FormattableString.Invariant($"{least}, which --replication simulates alone")));
        return least;
    }

    private static void CheckObjects(TraceSelection selection, Scenario scenario, ImmutableArray<VmPlan> vms, List<Finding> findings)
    {
        if (selection.Objects.IsEmpty) return;
        // The names are those of a host built just for them; it never runs.
        using var trace = new RunTrace(selection, Stream.Null, []);
        new SimulatedHost(scenario.Host, scenario.Hypervisor, vms, scenario.Measurement.Seed, replication: 0).Record(trace);
        var groups = trace.Objects.Select(name => name.Split('/')[0]).Distinct(StringComparer.Ordinal).ToList();
        foreach (var pattern in trace.UnmatchedPatterns)
        {
            var nearest = NearestName.Of(pattern, trace.Objects.Concat(groups).Concat(groups.Select(group => group + "/*")));
            findings.Add(new Finding(
                "--trace-objects", "", "", $"'{pattern}' picks no object", $"names such as {string.Join(", ", groups.Take(6).Select(group => group + "/*"))}", nearest));
        }
    }

    private static ImmutableArray<KeyValuePair<string, string>> FactsOf(Scenario scenario, TraceSelection selection, int replication) =>
    [
        new("tool", $"hvsim {ToolVersion.Text}"),
        new("scenario", scenario.Name),
        new("hypervisor", FieldNames.ChoiceOf(scenario.Hypervisor.Kind.ToString())),
        new("seed", scenario.Measurement.Seed.ToString(CultureInfo.InvariantCulture)),
        new("replication", replication.ToString(CultureInfo.InvariantCulture)),
        new("window", $"{selection.From}..{selection.To}"),
        new("objects", selection.Objects.IsEmpty ? "all" : string.Join(',', selection.Objects)),
    ];
}
