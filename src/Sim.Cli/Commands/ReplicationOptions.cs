using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Sim.Experiments.Running;
using Sim.Experiments.Stopping;
using Sim.Models.Parameters;
using Sim.Models.Scenarios;
using Sim.Scenarios.Input;
using Sim.Scenarios.Units;

namespace Sim.Cli.Commands;

/// <summary>The options of verbs that replicate given points: until a precision is reached, or one replication again.</summary>
internal sealed class ReplicationOptions
{
    private const double LeastPrecision = 0.001;
    private const double MostPrecision = 0.5;

    private readonly Option<double?> _precision = new("--precision")
    {
        Description = "Adds replications until the error is within this, e.g. \"2 %\".",
        HelpName = "percent",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Quantity.TryRead(text, Quantity.UnitsOf(Dimension.Fraction), out var value, out var problem) && value is >= LeastPrecision and <= MostPrecision) return value;
            result.AddError($"--precision: {(problem.Length > 0 ? problem : $"{text} is out of range")}; allowed: a number with a unit, 0.1 % to 50 %, e.g. \"2 %\"");
            return null;
        },
    };

    private readonly Option<int?> _replication = new("--replication")
    {
        Description = "Simulates this one replication alone, as a fault's report asks.",
        HelpName = "number",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return value;
            result.AddError($"--replication: '{text}' is not a replication; allowed: a whole number, 0 or more");
            return null;
        },
    };

    /// <summary>Adds the options to a command.</summary>
    public ReplicationOptions(Command command)
    {
        command.Options.Add(_precision);
        command.Options.Add(_replication);
    }

    /// <summary>The measurement with the precision of the command line in place of the file's.</summary>
    /// <exception cref="InputException">One replication has no precision to reach.</exception>
    public MeasurementSpec Applied(ParseResult parsed, MeasurementSpec measurement)
    {
        if (parsed.GetValue(_replication) is null) return parsed.GetValue(_precision) is { } precision ? measurement with { Precision = precision } : measurement;
        if (parsed.GetValue(_precision) is not null)
            throw new InputException(new Finding("command line", "", "--precision", "is given beside --replication: one replication says nothing of the spread", "one of the two"));
        return measurement with { Precision = null };
    }

    /// <summary>The replication that alone is to be run; nothing for all.</summary>
    public int? Replication(ParseResult parsed) => parsed.GetValue(_replication);

    /// <summary>Runs a plan: the one replication asked for, until the precision is reached, or as many as it says.</summary>
    public async Task<(RunOutcome Outcome, PrecisionOutcome? Precision)> RunAsync(
        ParseResult parsed, ReplicationRunner runner, RunPlan plan, MeasurementSpec measurement, IProgress<RunProgress> progress, CancellationToken cancellation)
    {
        if (Replication(parsed) is { } one) plan = plan with { FirstReplication = one, Replications = 1 };
        if (TargetOf(measurement) is not { } target) return (await runner.RunAsync(plan, progress, onFinished: null, cancellation).ConfigureAwait(false), null);
        var found = await SequentialRun.RunAsync(runner, plan, target, progress, cancellation).ConfigureAwait(false);
        return (found.Outcome, found);
    }

    /// <summary>What a measurement asks to be reached; nothing for a fixed number of replications.</summary>
    public static PrecisionTarget? TargetOf(MeasurementSpec measurement) => measurement.Precision is not { } precision ? null : new PrecisionTarget
    {
        Relative = precision,
        Confidence = measurement.Confidence,
        Metrics = measurement.PrecisionOf.IsEmpty ? MeasurementSpec.UsualPrecisionOf : measurement.PrecisionOf,
        Most = measurement.MostReplications,
    };
}
