using System.Collections.Immutable;
using System.CommandLine;
using Sim.Cli.Output;
using Sim.Models.Measurement;
using Sim.Models.Workload;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;
using Sim.Scenarios.Input;
using Sim.Scenarios.Units;

namespace Sim.Cli.Commands;

/// <summary>The options that say by which metric the best is chosen, and which difference matters.</summary>
internal sealed class BestOptions
{
    private readonly Option<string?> _by = new("--by")
    {
        Description = "The metric that decides which is best; p99 response of every request kind when not given.", HelpName = "metric",
    };

    private readonly Option<string?> _indifference = new("--indifference")
    {
        Description = "Adds replications until the best by this much is chosen, e.g. \"0.2 ms\"; needs --by.", HelpName = "amount",
    };

    /// <summary>Adds the options to a command.</summary>
    public BestOptions(Command command)
    {
        command.Options.Add(_by);
        command.Options.Add(_indifference);
    }

    /// <summary>The metric named; nothing when none is.</summary>
    /// <exception cref="InputException">No scenario has such a metric.</exception>
    public string? By(ParseResult parsed, IEnumerable<Scenario> scenarios)
    {
        if (parsed.GetValue(_by) is not { } metric) return null;
        var known = MetricCatalog.NamesFor(scenarios.SelectMany(scenario => scenario.Vms).SelectMany(vm => RequestTemplates.TimedAs(vm.Workload))).ToImmutableArray();
        if (known.Contains(metric, StringComparer.Ordinal)) return metric;
        throw new InputException(new Finding("command line", "", "--by", $"'{metric}' is no metric of these scenarios", "a name of docs/metrics.md", NearestName.Of(metric, known)));
    }

    /// <summary>The smallest difference that matters, in the metric's unit of the catalogue; nothing when none is given.</summary>
    /// <exception cref="InputException">It is given without a metric, or is no amount of it.</exception>
    public double? Indifference(ParseResult parsed, string? metric)
    {
        if (parsed.GetValue(_indifference) is not { } text) return null;
        if (metric is null) throw Wrong("is given without a metric to be an amount of", "--by METRIC beside it");
        var unit = ResultRow.UnitOf(metric);
        var units = unit switch
        {
            "ns" => Quantity.UnitsOfTime,
            "fraction" => Quantity.UnitsOf(Dimension.Fraction),
            "1/s" => Quantity.UnitsOf(Dimension.Rate),
            "bit/s" => Quantity.UnitsOf(Dimension.BitRate),
            "Hz" => Quantity.UnitsOf(Dimension.Frequency),
            "W" => Quantity.UnitsOf(Dimension.Power),
            "B" => Quantity.UnitsOf(Dimension.Bytes),
            _ => [],
        };
        var allowed = units.IsEmpty ? "a number above 0" : $"a number above 0 with a unit ({string.Join(", ", units.Select(one => one.Unit))})";
        if (!Quantity.TryRead(text, units, out var value, out var problem)) throw Wrong(problem, allowed);
        if (!(value > 0)) throw Wrong($"{text} is out of range", allowed);

        // Times are read in picoseconds and reported in nanoseconds.
        return unit == "ns" ? value / Core.Time.SimDuration.PerNanosecond : value;
    }

    private static InputException Wrong(string problem, string allowed) => new(new Finding("command line", "", "--indifference", problem, allowed));
}
